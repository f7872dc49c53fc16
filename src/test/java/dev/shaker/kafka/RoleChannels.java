package dev.shaker.kafka;

import java.util.Set;

import jakarta.inject.Inject;

import io.smallrye.reactive.messaging.ChannelRegistry;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The application started in each role: which channels have a consumer, and whether the relay runs. */
abstract class RoleChannels {
    @Inject
    ChannelRegistry channels;
    @Inject
    KafkaClientService clients;

    private final Set<String> expected;
    private final boolean relays;

    RoleChannels(boolean relays, String... expected) {
        this.relays = relays;
        this.expected = Set.of(expected);
    }

    @Test
    void exactlyTheChannelsOfTheRoleAreOpen() {
        assertThat(clients.getConsumerChannels()).isEqualTo(expected);
        assertThat(channels.getIncomingNames()).isEqualTo(expected);
        assertThat(clients.getProducerChannels()).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName)
                .anyMatch("outbox-relay"::equals)).isEqualTo(relays);
    }
}
