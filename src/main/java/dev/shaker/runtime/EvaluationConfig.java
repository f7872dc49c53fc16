package dev.shaker.runtime;

import java.time.Duration;
import java.util.OptionalInt;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Evaluation workers. */
@ConfigMapping(prefix = "shaker.evaluation")
public interface EvaluationConfig {
    /** Where evaluations run: {@code cpu}, {@code gpu}, {@code gpu:1} or {@code auto} (a GPU where there is one). */
    @WithDefault("auto")
    String device();

    /** Most rows of one forward pass. */
    @WithDefault("64")
    int batchSize();

    /** Threads of one forward pass on a CPU; as many as there are cores where not set. */
    OptionalInt threads();

    /**
     * Numbers that weights and activations are held in: {@code float32}, or {@code float16}, which suits GPUs and is slow on
     * CPUs.
     */
    @WithDefault("float32")
    String precision();

    /** Memory for token batches, and what was computed on them before the first adapter, that are kept between evaluations. */
    @WithDefault("256M")
    MemorySize tokenMemory();

    /** How long an evaluation may stand still, from one batch of rows to the next, before the process counts as dead. */
    @WithDefault("15M")
    Duration standstillLimit();
}
