package dev.shaker.runtime;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Registration of adapters. */
@ConfigMapping(prefix = "shaker.fsd")
public interface FsdConfig {
    /** Memory for packed sign planes that are kept between registrations. */
    @WithDefault("64M")
    @Between(min = "0", max = "1T")
    MemorySize planeMemory();

    /** So many objects of sign planes of one space are packed into one, which is read by ranges. */
    @WithDefault("256")
    @Between(min = "2", max = "100000")
    int planePack();

    /** Memory that the registration of one adapter may take. */
    @WithDefault("1G")
    @Between(min = "16M", max = "1T")
    MemorySize registrationMemory();

    /** Elements of a LoRA module's update up to which a new space counts all of them, and about as many of a larger one. */
    @WithDefault("1048576")
    @Between(min = "1024", max = "2147483647")
    int updateElements();

    /** Elements of all updates of its first LoRA adapter together that a new space compares at most. */
    @WithDefault("60000000")
    @Between(min = "1024", max = "2147483647")
    int adapterElements();
}
