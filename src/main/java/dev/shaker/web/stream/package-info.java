/**
 * Events as they happen, to browsers and to the command line, as server-sent events. The codec of events comes in; no resource
 * of {@code web.api} does.
 */
@NullMarked
package dev.shaker.web.stream;

import org.jspecify.annotations.NullMarked;
