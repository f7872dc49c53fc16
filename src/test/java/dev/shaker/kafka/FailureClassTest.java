package dev.shaker.kafka;

import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import java.time.Duration;

import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;

class FailureClassTest {
    @ParameterizedTest
    @EnumSource
    void everyCodeHasTheClassOfItsKind(ErrorCode code) {
        FailureClass expected = switch (code) {
            case DEVICE_UNAVAILABLE -> FailureClass.DEVICE;
            case DEVICE_FAILED -> FailureClass.FATAL;
            default -> switch (code.kind()) {
                case UNAVAILABLE -> FailureClass.TRANSIENT;
                case INTERNAL -> FailureClass.UNEXPECTED;
                case INVALID, NOT_FOUND, CONFLICT -> FailureClass.POISON;
            };
        };
        assertThat(FailureClass.of(new IllegalStateException(new ShakerException(code, "wrapped"))))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = { "08006", "57P01", "57P03", "53300", "40001", "40P01", "55P03" })
    void aDatabaseThatIsAwayOrBusyIsTransient(String state) {
        assertThat(FailureClass.of(new RuntimeException(new SQLException("no", state))))
                .isEqualTo(FailureClass.TRANSIENT);
    }

    @ParameterizedTest
    @ValueSource(strings = { "23505", "42P01", "22021" })
    void aDatabaseThatRefusesIsADefect(String state) {
        assertThat(FailureClass.of(new RuntimeException(new SQLException("no", state))))
                .isEqualTo(FailureClass.UNEXPECTED);
    }

    @Test
    void neighboursThatAreAwayAreTransientAndDefectsAreNot() {
        assertThat(FailureClass.of(new TimeoutException("broker"))).isEqualTo(FailureClass.TRANSIENT);
        assertThat(FailureClass.of(new RuntimeException(new ConnectException("refused"))))
                .isEqualTo(FailureClass.TRANSIENT);
        assertThat(FailureClass.of(new SQLException("Sorry, acquisition timeout!"))).isEqualTo(FailureClass.TRANSIENT);
        assertThat(FailureClass.of(new RecordTooLargeException("big"))).isEqualTo(FailureClass.UNEXPECTED);
        assertThat(FailureClass.of(new IOException("broken"))).isEqualTo(FailureClass.UNEXPECTED);
        assertThat(FailureClass.of(new NullPointerException())).isEqualTo(FailureClass.UNEXPECTED);
    }

    @Test
    void whatBrokeTheProcessIsFatalAndATooDeepRecursionIsADefect() {
        assertThat(FailureClass.of(new OutOfMemoryError("Cannot reserve 1 bytes of direct buffer memory")))
                .isEqualTo(FailureClass.FATAL);
        assertThat(FailureClass.of(new IllegalStateException(new InternalError("a fault in a mapped file"))))
                .isEqualTo(FailureClass.FATAL);
        assertThat(FailureClass.of(new StackOverflowError())).isEqualTo(FailureClass.UNEXPECTED);
    }

    @Test
    void pausesGrowToTenSeconds() {
        assertThat(Patience.delay(1)).isEqualTo(Duration.ofMillis(100));
        assertThat(Patience.delay(4)).isEqualTo(Duration.ofMillis(800));
        assertThat(Patience.delay(1_000_000)).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void theManifestsOnTheClassPathCoverAllTopics() {
        assertThat(TopicCheck.expected()).containsEntry("shaker.train-completed", 4)
                .containsEntry("shaker.train-completed.dlq", 1).allSatisfy((_, partitions) -> assertThat(partitions)
                        .isPositive());
    }
}
