package dev.shaker.cli.common;

import java.net.URI;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ProblemsTest {
    @ParameterizedTest
    @CsvSource({ "'',status", "/mini/adapters,adapters", "/mini/mixtures,mixtures", "/mini/evaluations,evaluations",
            "/mini/sweeps,sweep status", "/mini/searches,find status" })
    void aHintOfTheInstanceIsToldAsACommand(String path, String command) {
        CliException told = Problems.of(404,
                "{\"code\": \"search-unknown\", \"detail\": \"it is unknown; GET /api/v1/spaces"
                        + path + " lists those there are\"}",
                URI.create("http://localhost:8080"));
        assertThat(told).hasMessage("it is unknown; 'shaker " + command + "' lists those there are");
    }
}
