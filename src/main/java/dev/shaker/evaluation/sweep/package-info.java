/**
 * Sweeps as data: plan, shards, table and statistics. Only the pure rooms come in; it knows no evaluator.
 */
@NullMarked
package dev.shaker.evaluation.sweep;

import org.jspecify.annotations.NullMarked;
