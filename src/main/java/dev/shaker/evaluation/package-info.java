/**
 * What is evaluated on what, the rows of a domain, results and statistics, and the port {@link dev.shaker.evaluation.Evaluator}.
 * Pure.
 */
@NullMarked
package dev.shaker.evaluation;

import org.jspecify.annotations.NullMarked;
