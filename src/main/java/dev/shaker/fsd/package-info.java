/**
 * Fraction of sign difference (Alg. 3): exact conflict counts, the matrix of a space, its generations. Pure.
 */
@NullMarked
package dev.shaker.fsd;

import org.jspecify.annotations.NullMarked;
