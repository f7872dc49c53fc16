package dev.shaker.pipeline.evaluation;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.OutsideResult;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.event.Failure;
import dev.shaker.pipeline.evaluation.EvaluationLife.Completed;
import dev.shaker.pipeline.evaluation.EvaluationLife.Failed;
import dev.shaker.pipeline.evaluation.EvaluationLife.Requested;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class EvaluationLifeTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Failure FAILURE = new Failure("data-file-invalid", "no rows", Map.of());
    private static final EvaluationResult RESULT = new EvaluationResult(RowOutcomes.ofDigits("1101"), 0, 1, "cpu",
            List.of());
    private static final OutsideResult OUTSIDE = OutsideResult.of("peer 1", 4, 3, null, List.of(), null, null);
    private static final Completed SETTLED = new Completed(2, Optional.empty(), Optional.of(OUTSIDE), NOW);
    private static final Map<String, UnaryOperator<EvaluationLife>> TRANSITIONS = Map.of("completed",
            life -> life.complete(RESULT, NOW), "failed", life -> life.fail(FAILURE, NOW), "tried again",
            EvaluationLife::retry, "measured anew", EvaluationLife::refresh, "settled with a result from outside",
            life -> life.settle(OUTSIDE, NOW));

    static Stream<Arguments> states() {
        return Stream.of(
                Arguments.of(new Requested(1),
                        Map.of("completed", new Completed(2, Optional.of(RESULT), Optional.empty(), NOW), "failed",
                                new Failed(1, FAILURE, NOW), "settled with a result from outside", SETTLED)),
                Arguments.of(new Completed(2, Optional.empty(), Optional.empty(), NOW),
                        Map.of("measured anew", new Requested(2))),
                Arguments.of(new Failed(1, FAILURE, NOW),
                        Map.of("tried again", new Requested(1), "settled with a result from outside", SETTLED)));
    }

    @ParameterizedTest
    @MethodSource("states")
    void aStateAllowsItsOwnTransitionsAndRefusesTheOthersByName(EvaluationLife life,
            Map<String, EvaluationLife> allowed) {
        assertThat(Set.of(EvaluationLife.class.getPermittedSubclasses())).contains(life.getClass()).hasSize(3);
        TRANSITIONS.forEach((name, transition) -> {
            if (allowed.containsKey(name)) {
                assertThat(transition.apply(life)).isEqualTo(allowed.get(name));
            } else {
                ShakerException refused = catchThrowableOfType(ShakerException.class, () -> transition.apply(life));
                assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_CONFLICT);
                assertThat(refused).hasMessageContaining("cannot be " + name);
            }
        });
    }
}
