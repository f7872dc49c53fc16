package dev.shaker.cli;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.shaker.cli.common.ExitCode;
import dev.shaker.event.Json;

import static org.assertj.core.api.Assertions.assertThat;

class AdapterWithdrawCommandTest {
    private final FakeInstance instance = new FakeInstance();

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void aWithdrawalIsAskedForAndAwaited() {
        // Given
        publish("reviews");
        // When
        CommandLineRun run = CommandLineRun.of(instance, "adapter", "withdraw", "reviews", "--reason", "wrong split",
                "--adapter", "id-reviews");
        // Then
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("reviews: withdrawn, adapter id-reviews, generation 9\n");
        assertThat(run.exitCode()).isZero();
        assertThat(instance.requests("DELETE")).containsExactly(
                "DELETE /api/v1/spaces/mini/domains/reviews?adapter=id-reviews&reason=wrong%20split");
        assertThat(instance.catalogue.withdrawals)
                .containsExactly(Map.of("adapter", "id-reviews", "reason", "wrong split"));
    }

    @Test
    void aRefusedWithdrawalFailsWithItsReason() {
        publish("reviews");
        CommandLineRun run = CommandLineRun.of(instance, "adapter", "withdraw", "films", "--space", "mini");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).startsWith("films: rejected").contains("domain-unknown", "no domain 'films'");
    }

    @Test
    void nobodyNeedsToWait() {
        publish("reviews");
        CommandLineRun run = CommandLineRun.of(instance, "adapter", "withdraw", "reviews", "--no-wait", "--json");
        assertThat(run.exitCode()).isZero();
        assertThat(Json.tree(run.out()).path("status").asText()).isEqualTo("accepted");
        assertThat(Json.tree(run.out()).path("eventId").asText()).isEqualTo("withdrawal-reviews");
        assertThat(CommandLineRun.of(instance, "adapter", "withdraw", "reviews", "--space", "nowhere").err())
                .contains("space-unknown");
    }

    private void publish(String domain) {
        assertThat(CommandLineRun.of(instance, "adapter", "publish", "src/sample/pfeiffer/" + domain, "--space", "mini",
                "--base", "s3://models/tiny/", "--labels", "a,b").exitCode()).isZero();
    }
}
