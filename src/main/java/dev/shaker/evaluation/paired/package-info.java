/**
 * Two classifiers on the same rows: tests and intervals of how much one loses against the other. Counts of rows come in, nothing else.
 */
@NullMarked
package dev.shaker.evaluation.paired;

import org.jspecify.annotations.NullMarked;
