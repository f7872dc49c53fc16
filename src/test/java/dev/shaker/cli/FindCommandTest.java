package dev.shaker.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;

class FindCommandTest {
    private static final String HEAD = """
            "guidedId": "f1", "space": "mini", "measuredRows": 1200, "budgetRows": 1500, "round": 4, "seconds": 2.5""";
    private static final String CHOICE = """
            {"members": [{"domain": "nli"}, {"domain": "posts"}], "value": %s, "rows": 150, "confirmations": [
              {"domain": "nli", "rows": 90, "alone": 0.9, "mixed": 0.86, "drop": 0.04, "low": -0.003, "high": 0.09}]}""";

    private final FakeInstance instance = new FakeInstance();

    @BeforeEach
    void aSpace() {
        instance.catalogue.announce("e", Documents.object().put("space", "mini").set("domain",
                Documents.object().put("name", "nli").set("labels", Documents.array().add("no").add("yes"))));
    }

    @AfterEach
    void close() {
        instance.close();
    }

    private static JsonNode search(String more) throws JsonProcessingException {
        return Documents.parse("{" + HEAD + ", " + more + "}");
    }

    @Test
    void aSearchIsRequestedFollowedAndItsFindingsAreReadyToCopy() throws JsonProcessingException {
        instance.catalogue.searches.add(search("\"status\": \"requested\""));
        instance.catalogue.searches.add(search("\"status\": \"running\""));
        instance.catalogue.searches.add(search("\"status\": \"completed\", \"result\": {\"objective\": \"best\","
                + " \"missedRows\": 2.25, \"choices\": [" + CHOICE.formatted("0.87") + "]}"));

        CommandLineRun run = CommandLineRun.of(instance, "find", "--space", "mini", "--target", "nli=2", "--target",
                "posts", "--sizes", "2..4", "--budget", "2.5%", "--seed", "7", "--pin", "posts", "--exclude", "films",
                "--confirm-share", "0.5", "--id", "f1");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("""
                search f1 of space mini: completed
                  row evaluations  1200, budget 1500 and what confirms, in 4 rounds; evaluators worked 2.5 s
                  model            off by 2.3 rows in its last round
                size  members    searched  rows  confirmed on  rows   alone   mixed   drop  interval
                   2  nli posts    87.0 %   150  nli             90  90.0 %  86.0 %  4.0 %  -0.3 % to 9.0 %
                  shaker mix --space mini --members nli,posts
                """);
        assertThat(instance.catalogue.searchRequests).singleElement().satisfies(request -> {
            assertThat(request.path("targets").toString())
                    .isEqualTo("[{\"domain\":\"nli\",\"weight\":2},{\"domain\":\"posts\"}]");
            assertThat(request.path("sizes").toString()).isEqualTo("{\"from\":2,\"to\":4}");
            assertThat(request.at("/budget/share").decimalValue()).isEqualByComparingTo("0.025");
            assertThat(request.path("seed").asInt()).isEqualTo(7);
            assertThat(request.path("confirmShare").decimalValue()).isEqualByComparingTo("0.5");
            assertThat(request.path("pinned").toString()).isEqualTo("[\"posts\"]");
            assertThat(request.path("excluded").toString()).isEqualTo("[\"films\"]");
        });
    }

    @Test
    void aPackingNamesItsMixtures() throws JsonProcessingException {
        instance.catalogue.searches.add(search("\"status\": \"completed\", \"result\": {\"objective\": \"pack\","
                + " \"refuted\": 3, \"choices\": [" + CHOICE.formatted("-0.04") + "]}"));
        assertThat(CommandLineRun.of(instance, "find", "--objective", "pack", "--drop", "0.05").out())
                .contains("1 mixture holds every target; 3 unions were believed possible and are not",
                        "--members nli,posts");
        assertThat(instance.catalogue.searchRequests).singleElement()
                .satisfies(request -> assertThat(request.path("drop").decimalValue()).isEqualByComparingTo("0.05"));
        instance.catalogue.searches.set(0, search("\"status\": \"completed\", \"result\": {\"objective\": \"largest\","
                + " \"choices\": [" + CHOICE.formatted("-0.04") + "]}"));
        assertThat(CommandLineRun.of(instance, "find", "status", "f1").out()).endsWith("none will do\n");
    }

    @Test
    void aSearchIsListedPausedResumedAndCancelled() throws JsonProcessingException {
        instance.catalogue.searches.add(search("\"status\": \"running\", \"request\": {\"objective\": \"best\"},"
                + " \"best\": [{\"members\": [\"nli\", \"posts\"], \"value\": 0.85, \"rows\": 128}]"));
        assertThat(CommandLineRun.of(instance, "find", "status", "f1").out()).endsWith("""
                size  best so far  searched  rows
                   2  nli posts      85.0 %   128
                """);
        assertThat(CommandLineRun.of(instance, "find", "status", "--space", "mini").out()).contains("f1      best ");
        assertThat(CommandLineRun.of(instance, "find", "pause", "f1").out()).contains(": paused");
        assertThat(CommandLineRun.of(instance, "find", "resume", "f1").out()).contains(": resumed");
        assertThat(CommandLineRun.of(instance, "find", "cancel", "f1").out()).contains(": cancelled");
        assertThat(CommandLineRun.of(instance, "find", "--id", "f2", "--target", "nli", "--no-wait").out())
                .contains("shaker find status f2");
        instance.catalogue.searches.set(0, search("\"status\": \"failed\", \"error\": {\"code\": \"request-invalid\","
                + " \"message\": \"too little\"}"));
        CommandLineRun failed = CommandLineRun.of(instance, "find", "--target", "nli");
        assertThat(failed.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(failed.out()).contains("too little");
    }

    @ParameterizedTest
    @CsvSource({ "--sizes,many", "--budget,much", "--target,nli=heavy", "--pin,'a,a'" })
    void whatCannotBeReadIsAMistakeOfUsage(String option, String value) {
        assertThat(CommandLineRun.of(instance, "find", option, value).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(instance.catalogue.searchRequests).isEmpty();
    }
}
