/**
 * Policies are kept, and mixtures judged by them: what was measured is collected, the verdict told once. The ports in
 * {@code pipeline} and the inputs of evaluations come in.
 */
@NullMarked
package dev.shaker.pipeline.gate;

import org.jspecify.annotations.NullMarked;
