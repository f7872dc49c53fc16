/**
 * The REST resources and the shapes of their JSON. The use cases come in, and {@code web.report} for the page of a sweep.
 */
@NullMarked
package dev.shaker.web.api;

import org.jspecify.annotations.NullMarked;
