package dev.shaker.pipeline.guided;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.event.Failure;
import dev.shaker.pipeline.guided.SearchLife.Cancelled;
import dev.shaker.pipeline.guided.SearchLife.Completed;
import dev.shaker.pipeline.guided.SearchLife.Failed;
import dev.shaker.pipeline.guided.SearchLife.Requested;
import dev.shaker.pipeline.guided.SearchLife.Running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SearchLifeTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Failure FAILURE = new Failure("data-changed", "other rows", Map.of());
    private static final SearchLedger.Done DONE = new SearchLedger.Done(
            List.of(new Measurement(0, List.of(0, 2), 0, RowOutcomes.ofDigits("0110"), new float[8])), 1.5, "cpu");
    private static final Running RUNNING = new Requested().plan(100, NOW).ask(2);
    private static final Failed FAILED = (Failed) RUNNING.shardFailed(FAILURE, NOW).shardDone(DONE, false, NOW);

    /** Every transition by the name under which it is refused. */
    private static final Map<String, UnaryOperator<SearchLife>> TRANSITIONS = transitions();

    private static Map<String, UnaryOperator<SearchLife>> transitions() {
        Map<String, UnaryOperator<SearchLife>> transitions = new LinkedHashMap<>();
        transitions.put("planned", life -> life.plan(100, NOW));
        transitions.put("failed", life -> life.fail(FAILURE, NOW));
        transitions.put("given another round", life -> life.ask(2));
        transitions.put("completed", life -> life.complete(NOW));
        transitions.put("given the measurements of a shard", life -> life.shardDone(DONE, false, NOW));
        transitions.put("told that a shard failed", life -> life.shardFailed(FAILURE, NOW));
        transitions.put("paused", SearchLife::pause);
        transitions.put("resumed", life -> life.resume(NOW));
        transitions.put("cancelled", life -> life.cancel(NOW));
        return transitions;
    }

    static Stream<Arguments> states() {
        Set<String> standing = Set.of("given the measurements of a shard", "told that a shard failed", "paused",
                "resumed", "cancelled");
        Set<String> running = Set.of("failed", "given another round", "completed",
                "given the measurements of a shard", "told that a shard failed", "paused", "resumed", "cancelled");
        return Stream.of(Arguments.of(new Requested(), Set.of("planned", "failed", "cancelled")),
                Arguments.of(RUNNING, running), Arguments.of(RUNNING.pause(), standing),
                Arguments.of(FAILED, Set.of("given the measurements of a shard", "resumed", "cancelled")),
                Arguments.of(new Requested().fail(FAILURE, NOW), Set.of("cancelled")),
                Arguments.of(RUNNING.cancel(NOW), Set.of("cancelled")),
                Arguments.of(RUNNING.complete(NOW), Set.of()));
    }

    @ParameterizedTest
    @MethodSource("states")
    void aStateAllowsItsOwnTransitionsAndRefusesTheOthersByName(SearchLife life, Set<String> allowed) {
        TRANSITIONS.forEach((name, transition) -> {
            ShakerException refused = catchThrowableOfType(ShakerException.class, () -> transition.apply(life));
            if (allowed.contains(name)) {
                assertThat(refused).as(name).isNull();
            } else {
                assertThat(refused).as(name).hasMessageContaining("cannot be " + name)
                        .hasMessageContaining(life.getClass().getSimpleName().toLowerCase(Locale.ROOT));
                assertThat(refused.code()).isEqualTo(life instanceof Completed || life instanceof Cancelled
                        ? ErrorCode.SEARCH_ENDED
                        : ErrorCode.REQUEST_INVALID);
            }
        });
    }

    @Test
    void aRoundIsMeasuredOnceAllOfItIsThere() {
        SearchLife one = RUNNING.shardDone(DONE, false, NOW);
        assertThat(one.progress().isMeasured()).isFalse();
        SearchLife both = one.shardDone(DONE, false, NOW);
        assertThat(both).isInstanceOf(Running.class);
        assertThat(both.progress()).isEqualTo(
                new SearchProgress(1, 0, 0, 8, 2, 100, 3, NOW, 0, NOW));
        assertThat(both.progress().perSecond()).isEqualTo(8000.0);
    }

    @Test
    void aRoundThatCannotBeMeasuredFailsItAfterItsOthersAndIsTriedAgain() {
        SearchLife paused = RUNNING.shardFailed(FAILURE, NOW).pause();
        assertThat(paused.shardDone(DONE, false, NOW)).isInstanceOf(Failed.class);
        assertThat(RUNNING.shardFailed(FAILURE, NOW)).isInstanceOf(Running.class);
        assertThat(FAILED.failure()).isEqualTo(FAILURE);
        Running resumed = FAILED.resume(NOW.plusSeconds(5));
        assertThat(resumed.failure()).isEqualTo(Optional.empty());
        assertThat(resumed.progress().open()).isEqualTo(1);
        assertThat(resumed.progress().perSecond()).isNull();
        assertThat(FAILED.shardDone(DONE, true, NOW)).isInstanceOf(Running.class);
    }
}
