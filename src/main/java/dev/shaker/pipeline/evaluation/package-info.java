/**
 * The use cases of role evaluator: what is asked for becomes a job, is measured and announced. The ports in {@code pipeline}
 * come in; no other use case does.
 */
@NullMarked
package dev.shaker.pipeline.evaluation;

import org.jspecify.annotations.NullMarked;
