package dev.shaker.runtime;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What is remembered of events that were worked. */
@ConfigMapping(prefix = "shaker.idempotency")
public interface IdempotencyConfig {
    /** How long an event that was worked is known; it must be longer than the topics keep it. */
    @WithDefault("P30D")
    @Between(min = "1H", max = "3650D")
    Duration retention();

    /** How often what is older is deleted. */
    @WithDefault("1H")
    @Between(min = "1S", max = "30D")
    Duration interval();
}
