package dev.shaker.runtime;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much is tried for an event before it is parked among the dead letters. */
@ConfigMapping(prefix = "shaker.delivery")
public interface DeliveryConfig {
    /**
     * How long an event is tried again whose failure may pass, while this process is ready. Time in which it is not, because
     * store, database or broker are away, does not count.
     */
    @WithDefault("30M")
    @Between(min = "1S", max = "7D")
    Duration patience();

    /** How many processes may die at the work on one event. */
    @WithDefault("3")
    @Between(min = "1", max = "100")
    int deaths();

    /** How long an event may be in hand without a sign of life before the process counts as dead; evaluations have their own. */
    @WithDefault("2H")
    @Between(min = "1M", max = "7D")
    Duration standstillLimit();
}
