package dev.shaker.runtime;

import java.util.OptionalInt;

import io.smallrye.config.ConfigMapping;

/** Mixing. */
@ConfigMapping(prefix = "shaker.mixer")
public interface MixerConfig {
    /** Tensors that are computed at a time; as many as there are cores where not set. The result's bits do not depend on it. */
    @Between(min = "1", max = "1024")
    OptionalInt threads();
}
