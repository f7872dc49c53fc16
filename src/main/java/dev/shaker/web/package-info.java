/**
 * REST, server-sent events, the first page and problem details (RFC 9457).
 */
@NullMarked
package dev.shaker.web;

import org.jspecify.annotations.NullMarked;
