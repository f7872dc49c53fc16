package dev.shaker.runtime;

import java.util.OptionalInt;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What an installation may set beside the addresses of its servers. */
@ConfigMapping(prefix = "shaker")
public interface Settings {
    /** Which part of Shaker this process is: {@code fsd}, {@code mixer}, {@code evaluator}, {@code gateway}, {@code migrate} or {@code all}. */
    @WithDefault("all")
    String role();

    /** Where evaluations run: {@code cpu}, {@code gpu}, {@code gpu:1} or {@code auto} (a GPU where there is one). */
    @WithDefault("auto")
    String device();

    Evaluation evaluation();

    Fsd fsd();

    MixerSettings mixer();

    /** Evaluation workers. */
    interface Evaluation {
        /** Most rows of one forward pass. */
        @WithDefault("64")
        int batchSize();

        /** Threads of one forward pass on a CPU; as many as there are cores where not set. */
        OptionalInt threads();

        /** Memory for token batches that are kept between evaluations. */
        @WithDefault("64M")
        MemorySize tokenMemory();
    }

    /** Mixing. */
    interface MixerSettings {
        /** Tensors that are computed at a time; as many as there are cores where not set. The result's bits do not depend on it. */
        OptionalInt threads();
    }

    /** Registration of adapters. */
    interface Fsd {
        /** Memory for packed sign planes that are kept between registrations. */
        @WithDefault("64M")
        MemorySize planeMemory();
    }
}
