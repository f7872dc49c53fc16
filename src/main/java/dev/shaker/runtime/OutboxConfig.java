package dev.shaker.runtime;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Events that leave. */
@ConfigMapping(prefix = "shaker.outbox")
public interface OutboxConfig {
    /** When events are published that a process which died left behind; all others go at once. */
    @WithDefault("500ms")
    @Between(min = "10ms", max = "1M")
    Duration pollInterval();
}
