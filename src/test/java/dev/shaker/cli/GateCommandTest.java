package dev.shaker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.cli.common.Documents;

import static org.assertj.core.api.Assertions.assertThat;

class GateCommandTest {
    private final FakeInstance instance = new FakeInstance();

    @BeforeEach
    void aMixture() {
        instance.catalogue.announce("e", Documents.object().put("space", "mini").set("domain",
                Documents.object().put("name", "nli").set("labels", Documents.array().add("no").add("yes"))));
        assertThat(CommandLineRun.of(instance, "mix", "--space", "mini", "--size", "1", "--no-evaluate").exitCode())
                .isZero();
    }

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void aVerdictIsPrintedAndItsOutcomeIsTheExitCode() throws IOException {
        tells(verdict("fail"));
        CommandLineRun run = CommandLineRun.of(instance, "gate", "mixture-1", "--policy", "release");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEqualTo("""
                fail: nli loses 4.1 points
                domain  attack  rows   alone   mixed   drop  interval        allowed  outcome
                nli             1000  81.2 %  77.1 %  4.1 %  2.3 % to 6.0 %    1.0 %  fail
                films   fgsm                                                   3.0 %  inconclusive
                meanDrop: 2.0 % (1.0 % to 3.0 %), limit 2.0 %: inconclusive
                evaluation-missing: ask for it
                """);
        for (Map.Entry<String, Integer> code : Map.of("pass", 0, "inconclusive", 3).entrySet()) {
            tells(verdict(code.getKey()));
            assertThat(CommandLineRun.of(instance, "gate", "mixture-1", "--policy", "release", "--json"))
                    .satisfies(told -> {
                        assertThat(told.exitCode()).isEqualTo(code.getValue());
                        assertThat(told.document().path("outcome").asText()).isEqualTo(code.getKey());
                    });
        }
    }

    @Test
    void itWaitsForWhatIsBeingMeasured() throws IOException {
        tells(under(verdict("inconclusive")), under(verdict("inconclusive")), verdict("pass"));
        assertThat(CommandLineRun.of(instance, "gate", "mixture-1", "--policy", "release", "--wait").exitCode())
                .isZero();
        assertThat(instance.requests("GET /api/v1/spaces/mini/mixtures/mixture-1/verdict?policy=release&wait=20"))
                .hasSize(3);
        tells(under(verdict("inconclusive")));
        assertThat(CommandLineRun.of(instance, "gate", "mixture-1", "--policy", "release").exitCode()).isEqualTo(3);
    }

    @Test
    void otherToolsGetTheirForms(@TempDir Path directory) throws IOException {
        tells(verdict("pass"));
        instance.catalogue.verdicts.put("verdict.junit.xml", List.of(new TextNode("<testsuites/>")));
        instance.catalogue.verdicts.put("verdict.md", List.of(new TextNode("## Gate release: pass\n")));
        Path file = directory.resolve("reports/gate.xml");
        CommandLineRun run = CommandLineRun.of(instance, "gate", "mixture-1", "--policy", "release", "--junit",
                file.toString(), "--markdown");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("## Gate release: pass\n");
        assertThat(file).hasContent("<testsuites/>");
    }

    @Test
    void whatIsNoVerdictHasACodeOfItsOwn() {
        assertThat(CommandLineRun.of(instance, "gate", "mixture-1", "--policy", "none"))
                .satisfies(run -> {
                    assertThat(run.exitCode()).isEqualTo(2);
                    assertThat(run.err()).contains("has no such policy");
                });
        assertThat(CommandLineRun.of(instance, "gate", "mixture-1").exitCode()).isEqualTo(2);
        assertThat(CommandLineRun.of(instance, "gate", "mixture-1", "--policy", "release", "--wait", "-1").exitCode())
                .isEqualTo(2);
        assertThat(CommandLineRun.of(Map.of("SHAKER_URL", "http://localhost:1"), "gate", "mixture-1", "--policy",
                "release").exitCode()).isEqualTo(2);
    }

    private void tells(JsonNode... verdicts) {
        instance.catalogue.verdicts.put("verdict", new ArrayList<>(List.of(verdicts)));
    }

    private static JsonNode verdict(String outcome) throws JsonProcessingException {
        return Documents.parse("""
                {"outcome": "%s", "summary": "nli loses 4.1 points", "domains": [
                   {"domain": "nli", "rows": 1000, "alone": 0.812, "mixed": 0.771, "drop": 0.041, "low": 0.0228,
                    "high": 0.0604, "maxDrop": 0.01, "outcome": "fail"},
                   {"domain": "films", "attack": {"name": "fgsm"}, "maxDrop": 0.03, "outcome": "inconclusive"}],
                 "also": [{"name": "meanDrop", "value": 0.02, "low": 0.01, "high": 0.03, "limit": 0.02,
                    "outcome": "inconclusive"}],
                 "refusals": [{"code": "evaluation-missing", "message": "ask for it"}]}""".formatted(outcome));
    }

    private static JsonNode under(JsonNode verdict) throws JsonProcessingException {
        return Documents.parse(verdict.toString().replace("evaluation-missing", "evaluation-under-way"));
    }
}
