package dev.shaker.runtime;

import java.util.OptionalInt;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Mixing. */
@ConfigMapping(prefix = "shaker.mixer")
public interface MixerConfig {
    /** Tensors that are computed at a time; as many as there are cores where not set. The result's bits do not depend on it. */
    @Between(min = "1", max = "1024")
    OptionalInt threads();

    /** Memory for rows of matrices that are kept between requests, four bytes a pair of adapters. */
    @WithDefault("256M")
    @Between(min = "0", max = "1T")
    MemorySize matrixMemory();
}
