package dev.shaker.web;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

import dev.shaker.runtime.Between;

/** How the gateway talks to its clients. */
@ConfigMapping(prefix = "shaker.web")
public interface WebSettings {
    /** How often a stream of events without news says that it is still there; shorter than the proxies' idle timeouts. */
    @WithDefault("10S")
    @Between(min = "100ms", max = "10M")
    Duration heartbeat();

    /**
     * How many files may come up at a time. Each holds a worker and a part of {@code shaker.store.part-size} in memory,
     * however slowly it comes; one more is told to come back.
     */
    @WithDefault("8")
    @Between(min = "1", max = "1024")
    int uploads();

    /**
     * How long a request's body may stand still. Then the connection is cut, and what it held is free for others: handed on as
     * {@code quarkus.http.read-timeout}, which {@code application.properties} sets to this.
     */
    @WithDefault("30S")
    @Between(min = "1S", max = "1H")
    Duration uploadIdle();
}
