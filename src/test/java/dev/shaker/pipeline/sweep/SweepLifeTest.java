package dev.shaker.pipeline.sweep;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
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
import dev.shaker.event.Failure;
import dev.shaker.pipeline.sweep.SweepLife.Cancelled;
import dev.shaker.pipeline.sweep.SweepLife.Completed;
import dev.shaker.pipeline.sweep.SweepLife.Failed;
import dev.shaker.pipeline.sweep.SweepLife.Paused;
import dev.shaker.pipeline.sweep.SweepLife.Requested;
import dev.shaker.pipeline.sweep.SweepLife.Running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SweepLifeTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Failure FAILURE = new Failure("data-file-invalid", "no rows", Map.of());
    private static final Running RUNNING = new Requested(null).plan(2, 10, NOW);
    private static final Failed UNPLANNED = new Requested(null).fail(FAILURE, NOW);

    /** Every transition by the name under which it is refused. */
    private static final Map<String, UnaryOperator<SweepLife>> TRANSITIONS = transitions();

    private static Map<String, UnaryOperator<SweepLife>> transitions() {
        Map<String, UnaryOperator<SweepLife>> transitions = new LinkedHashMap<>();
        transitions.put("planned", life -> life.plan(2, 10, NOW));
        transitions.put("failed", life -> life.fail(FAILURE, NOW));
        transitions.put("given the results of a shard", life -> life.shardDone(5, 1, false, NOW));
        transitions.put("told that a shard failed", life -> life.shardFailed(FAILURE, NOW));
        transitions.put("paused", SweepLife::pause);
        transitions.put("resumed", life -> life.resume(NOW));
        transitions.put("cancelled", life -> life.cancel(NOW));
        return transitions;
    }

    static Stream<Arguments> states() {
        Set<String> ofShards = Set.of("given the results of a shard", "told that a shard failed", "paused", "resumed",
                "cancelled");
        return Stream.of(Arguments.of(new Requested(null), Set.of("planned", "failed", "cancelled")),
                Arguments.of(RUNNING, ofShards), Arguments.of(RUNNING.pause(), ofShards),
                Arguments.of(failed(), Set.of("given the results of a shard", "resumed", "cancelled")),
                Arguments.of(UNPLANNED, Set.of("cancelled")),
                Arguments.of(RUNNING.cancel(NOW), Set.of("cancelled")), Arguments.of(completed(), Set.of()));
    }

    @ParameterizedTest
    @MethodSource("states")
    void aStateAllowsItsOwnTransitionsAndRefusesTheOthersByName(SweepLife life, Set<String> allowed) {
        TRANSITIONS.forEach((name, transition) -> {
            ShakerException refused = catchThrowableOfType(ShakerException.class, () -> transition.apply(life));
            if (allowed.contains(name)) {
                assertThat(refused).as(name).isNull();
            } else {
                assertThat(refused).as(name).hasMessageContaining("cannot be " + name)
                        .hasMessageContaining(life.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
                assertThat(refused.code()).isEqualTo(life instanceof Completed || life instanceof Cancelled
                        ? ErrorCode.SWEEP_ENDED
                        : ErrorCode.REQUEST_INVALID);
            }
        });
    }

    @Test
    void theLastShardEndsIt() {
        assertThat(RUNNING.shardDone(5, 1, false, NOW)).isInstanceOf(Running.class);
        assertThat(completed().progress().done()).isEqualTo(10);
        assertThat(RUNNING.pause().shardDone(5, 1, false, NOW).shardDone(5, 1, false, NOW))
                .isInstanceOf(Completed.class);
        assertThat(failed().failure()).isEqualTo(FAILURE);
    }

    @Test
    void aShardThatFailedKeepsItsReasonThroughAPauseAndIsTriedAgain() {
        SweepLife paused = RUNNING.shardFailed(FAILURE, NOW).pause();
        assertThat(paused.shardDone(5, 1, false, NOW))
                .isEqualTo(new Failed(paused.progress().done(5, 1, false, NOW), FAILURE, NOW));
        Running resumed = failed().resume(NOW);
        assertThat(resumed.progress().shardsFailed()).isZero();
        assertThat(resumed.failure()).isEmpty();
        assertThat(failed().shardDone(5, 1, true, NOW)).isInstanceOf(Completed.class);
    }

    @Test
    void aFailedSweepIsNotCompletedByOneOfManyShards() {
        SweepLife failed = new Failed(SweepProgress.planned(3, 15, null, NOW), FAILURE, NOW);
        assertThat(failed.shardDone(5, 1, false, NOW)).isInstanceOf(Failed.class);
    }

    @Test
    void aBudgetPausesItOnceAndHoldsNoLongerWhenItIsResumed() {
        SweepLife paused = new Requested(1L).plan(3, 15, NOW).shardDone(5, 2, false, NOW);
        assertThat(paused).isEqualTo(new Paused(paused.progress(), Optional.empty()));
        Running resumed = paused.resume(NOW.plusSeconds(9));
        assertThat(resumed.progress().budgetSeconds()).isNull();
        assertThat(resumed.progress().doneThen()).isEqualTo(5);
        assertThat(resumed.progress().runningSince()).isEqualTo(NOW.plusSeconds(9));
        assertThat(resumed.shardDone(5, 2, false, NOW)).isInstanceOf(Running.class);
    }

    private static Completed completed() {
        return (Completed) RUNNING.shardDone(5, 1, false, NOW).shardDone(5, 1, false, NOW);
    }

    private static Failed failed() {
        return (Failed) RUNNING.shardDone(5, 1, false, NOW).shardFailed(FAILURE, NOW);
    }

    @Test
    void everyStateIsTested() {
        List<Class<?>> tested = states().<Class<?>>map(state -> state.get()[0].getClass()).distinct().toList();
        assertThat(tested).containsExactlyInAnyOrder(SweepLife.class.getPermittedSubclasses());
    }
}
