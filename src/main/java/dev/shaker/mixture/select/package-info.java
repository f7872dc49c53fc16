/**
 * Choosing members: greedy, exact and by similarity. Only {@code mixture.spec} and the pure rooms come in; it knows no tensor.
 */
@NullMarked
package dev.shaker.mixture.select;

import org.jspecify.annotations.NullMarked;
