package dev.shaker.error;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class DatabaseFailuresTest {
    @ParameterizedTest
    @ValueSource(strings = { "08006", "57P01", "57P03", "53300", "40P01", "40001", "55P03" })
    void whatPassesIsToldBySqlState(String state) {
        assertThat(DatabaseFailures.isPassing(new IllegalStateException(new SQLException("x", state)))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "23505", "42883", "22021" })
    void whatIsTheWorksOwnStays(String state) {
        assertThat(DatabaseFailures.isPassing(new IllegalStateException(new SQLException("x", state)))).isFalse();
    }

    @Test
    void thePoolsRefusalPassesAndOtherFailuresAreNotTheDatabases() {
        assertThat(DatabaseFailures.isPassing(new RuntimeException(
                new SQLException("Sorry, acquisition timeout!")))).isTrue();
        assertThat(DatabaseFailures.isPassing(new SQLTransientConnectionException())).isTrue();
        assertThat(DatabaseFailures.isPassing(new IllegalStateException("x"))).isFalse();
    }
}
