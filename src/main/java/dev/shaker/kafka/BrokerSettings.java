package dev.shaker.kafka;

import java.util.HashMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import io.smallrye.common.annotation.Identifier;

/** The ordinary {@code kafka.*} settings of this process, for the clients that are not channels. */
@ApplicationScoped
class BrokerSettings {
    private final Map<String, Object> settings;

    BrokerSettings(@Identifier("default-kafka-broker") Map<String, Object> settings) {
        this.settings = Map.copyOf(settings);
    }

    /** The common settings with those of one client on top. */
    Map<String, Object> with(Map<String, Object> own) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(own);
        return all;
    }
}
