package dev.shaker.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.djl.DjlEvaluator;
import dev.shaker.djl.EvaluatorSettings;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.served.ReplayServer;
import dev.shaker.served.ServedEvaluator;
import dev.shaker.served.ServedJobs;

import static org.assertj.core.api.Assertions.assertThat;

/** Which of two evaluators measures a job. */
class RoutedEvaluatorTest {
    @TempDir
    private Path directory;

    @Test
    void eachJobIsMeasuredWhereItsBaseModelRunsAndPytorchIsLoadedForTheFirstThatNeedsIt() throws IOException {
        // Given
        AtomicInteger made = new AtomicInteger();
        try (var server = new ReplayServer();
                var routed = new RoutedEvaluator(() -> {
                    made.incrementAndGet();
                    return new DjlEvaluator(EvaluatorSettings.defaults("cpu", 1));
                }, new ServedEvaluator(ServedJobs.access(server.port(), ReplayServer.ENGINE, directory), () -> {
                }))) {
            EvaluationResult alone = routed.evaluate(ServedJobs.job("words-a", true));
            assertThat(made).hasValue(0);

            // When
            List<EvaluationResult> results = routed.evaluateAll(List.of(ServedJobs.job("words-a", true),
                    ServedJobs.job("score-a", true), ServedJobs.job("words-a", false),
                    ServedJobs.job("score-a", false), ServedJobs.job("words-mixed", true)), () -> true).orElseThrow();

            // Then
            assertThat(made).hasValue(1);
            assertThat(results).extracting(EvaluationResult::device).containsExactly("transformers 4.57.6 tiny-llama",
                    "transformers 4.57.6 tiny-llama", "cpu", "cpu", "transformers 4.57.6 tiny-llama");
            ServedJobs.assertSame(results.get(0), results.get(2));
            ServedJobs.assertSame(results.get(1), results.get(3));
            assertThat(results.get(0).logits()).isEqualTo(alone.logits());
            assertThat(routed.evaluateAll(List.of(ServedJobs.job("words-a", true)), () -> false)).isEmpty();
        }
    }
}
