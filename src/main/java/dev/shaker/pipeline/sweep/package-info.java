/**
 * The use cases of sweeps: plan, work a shard, pause, cancel, report. The ports in {@code pipeline},
 * {@code pipeline.evaluation} and {@code pipeline.mixture} may come in.
 */
@NullMarked
package dev.shaker.pipeline.sweep;

import org.jspecify.annotations.NullMarked;
