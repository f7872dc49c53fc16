package dev.shaker.web.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.shaker.event.AdapterRejected;
import dev.shaker.event.Envelope;
import dev.shaker.event.Failure;

import static org.assertj.core.api.Assertions.assertThat;

class EventHubTest {
    private final EventHub hub = new EventHub();

    @Test
    void whoComesBackHearsWhatItMissed() {
        tell("1", 10);
        tell("2", 10);
        tell("3", 10);

        List<String> heard = new ArrayList<>();
        assertThat(hub.listen("1", event -> heard.add(event.id()))).isTrue();
        assertThat(heard).containsExactly("2", "3");
        tell("4", 10);
        assertThat(heard).endsWith("4");
    }

    @Test
    void oldEventsGiveWayByNumberAndBySize() {
        for (int i = 0; i < 2_001; i++) {
            tell("small-" + i, 10);
        }
        assertThat(hub.listen("small-0", event -> {
        })).isFalse();
        assertThat(hub.listen("small-1", event -> {
        })).isTrue();
        for (int i = 0; i < 17; i++) {
            tell("large-" + i, 1 << 20);
        }
        assertThat(hub.listen("small-2000", event -> {
        })).isFalse();
        assertThat(hub.listen("large-2", event -> {
        })).isTrue();
    }

    private void tell(String id, int length) {
        hub.onEvent(new Envelope<>(id, "/test", Instant.EPOCH, new AdapterRejected("tiny", "ag", "s3://b/",
                "event", new Failure("code", "x".repeat(length), Map.of()))));
    }
}
