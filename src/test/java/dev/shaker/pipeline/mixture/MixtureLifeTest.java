package dev.shaker.pipeline.mixture;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import dev.shaker.Named;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Failure;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.mixture.MixtureLife.Failed;
import dev.shaker.pipeline.mixture.MixtureLife.Ready;
import dev.shaker.pipeline.mixture.MixtureLife.Requested;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class MixtureLifeTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Failure FAILURE = new Failure("domain-unknown", "none", Map.of());
    private static final MixtureLedger.Ready OUTCOME = new MixtureLedger.Ready(Named.mixture("m"), 1,
            List.of(new MixtureView.Member(Named.domain("x"), Named.adapter("1"))), null, 0, "s3://shaker/m");
    private static final Map<String, UnaryOperator<MixtureLife>> TRANSITIONS = Map.of("answered with a mixture",
            life -> life.ready(OUTCOME, NOW), "answered with a failure", life -> life.fail(FAILURE, NOW),
            "worked once more", MixtureLife::reopen, "evaluated", life -> life.asked(List.of(Named.evaluation("e"))));

    static Stream<Arguments> states() {
        return Stream.of(
                Arguments.of(new Requested(), Map.of("answered with a mixture", new Ready(OUTCOME, NOW, List.of()),
                        "answered with a failure", new Failed(FAILURE, NOW))),
                Arguments.of(new Ready(OUTCOME, NOW, List.of()),
                        Map.of("evaluated", new Ready(OUTCOME, NOW, List.of(Named.evaluation("e"))))),
                Arguments.of(new Failed(FAILURE, NOW), Map.of("worked once more", new Requested())));
    }

    @ParameterizedTest
    @MethodSource("states")
    void aStateAllowsItsOwnTransitionsAndRefusesTheOthersByName(MixtureLife life, Map<String, MixtureLife> allowed) {
        assertThat(Set.of(MixtureLife.class.getPermittedSubclasses())).contains(life.getClass()).hasSize(3);
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
