/** Searches for good mixtures over HTTP. What resources have in common comes from {@code web.api}. */
@NullMarked
package dev.shaker.web.guided;

import org.jspecify.annotations.NullMarked;
