/**
 * The matrix of a space as rows of numbers and running sums: written once a registration, read by row, by part, or pair by pair
 * through a bounded cache.
 */
@NullMarked
package dev.shaker.db.matrix;

import org.jspecify.annotations.NullMarked;
