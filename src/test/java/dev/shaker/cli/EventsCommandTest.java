package dev.shaker.cli;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EventsCommandTest {
    private static final String HELLO = "event: hello\ndata: {\"role\":\"all\"}\n\n";

    private final FakeInstance instance = new FakeInstance();

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void eventsArePrintedOneALine() {
        // Given
        instance.streams.add(HELLO + ": heartbeat\n\nid: 1\nevent: fsd-updated\ndata: {\"space\":\"mini\"}\n\n");
        // When
        CommandLineRun run = CommandLineRun.of(instance, "events", "--space", "mini", "--count", "1");
        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("fsd-updated         {\"space\":\"mini\"}\n");
        assertThat(run.err()).isEqualTo("following " + instance.url() + "\n");
        assertThat(instance.requests).contains("GET /api/v1/events/stream?space=mini");
    }

    @Test
    void aBrokenConnectionIsTakenUpWhereItBroke() {
        // Given
        instance.streams.add(HELLO + "id: 7\nevent: accuracy\ndata: {\"n\":1}\n\nid: 8\nevent: accuracy\ndata: {\"cut");
        instance.streams.add(HELLO + "id: 8\nevent: accuracy\ndata: {\"n\":2}\n\n");
        // When
        CommandLineRun run = CommandLineRun.of(instance, "events", "--count", "2", "--json");
        // Then
        assertThat(run.out()).isEqualTo("""
                {"id":"7","event":"accuracy","data":{"n":1}}
                {"id":"8","event":"accuracy","data":{"n":2}}
                """);
        assertThat(instance.requests).contains("Last-Event-ID null", "Last-Event-ID 7");
    }
}
