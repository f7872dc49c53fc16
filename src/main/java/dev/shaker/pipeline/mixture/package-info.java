/**
 * The use cases of role mixer: planning, mixing and rebuilding, and advice. The ports in {@code pipeline} come in, and
 * {@code pipeline.evaluation} for the evaluations that follow a mixture.
 */
@NullMarked
package dev.shaker.pipeline.mixture;

import org.jspecify.annotations.NullMarked;
