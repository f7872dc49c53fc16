package dev.shaker.cli;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.event.Json;

import static org.assertj.core.api.Assertions.assertThat;

class DemoCommandTest {
    private final FakeInstance instance = new FakeInstance();

    DemoCommandTest() {
        instance.catalogue.searches.add(Json
                .tree("""
                        {"guidedId": "one", "space": "sample-pfeiffer", "status": "completed", "measuredRows": 26140,
                        "budgetRows": 30000, "round": 9, "seconds": 9.5, "result": {"objective": "pack", "refuted": 1, "choices": [
                        {"members": [{"domain": "nli"}], "value": 0, "rows": 150, "confirmations": []},
                        {"members": [{"domain": "headlines"}, {"domain": "posts"}], "value": -0.01, "rows": 150, "confirmations": [
                        {"domain": "headlines", "rows": 150, "alone": 0.9, "mixed": 0.92, "drop": -0.02, "low": -0.06, "high": 0.01},
                        {"domain": "posts", "rows": 150, "alone": 0.9, "mixed": 0.88, "drop": 0.02, "low": -0.01, "high": 0.06}]}]}}
                        """));
    }

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void theDemoShowsTheMatrixRowByRowAndTheTable() {
        // When
        CommandLineRun run = CommandLineRun.of(instance, "demo", "--exit");
        // Then
        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("Publishing 13 pfeiffer adapters of shaker-sample/tiny-bert to space "
                + "sample-pfeiffer").contains(" 1  nli\n").containsPattern(" 2  paraphrase 0\\.\\d{3}\n")
                .containsPattern("13  comments  ( 0\\.\\d{3}){12}\n").contains("mixture mixture-1")
                .contains("Accuracy of every member domain, alone and mixed").doesNotContain("More of it at");
        assertThat(run.out()).contains("if none may lose more than 3.0 points?")
                .containsPattern("headlines posts +2 +posts +2\\.0 % +-1\\.0 % to 6\\.0 %")
                .contains("2 mixtures hold all domains, found by 26,140 row evaluations")
                .contains("shaker mix --space sample-pfeiffer --members headlines,posts")
                .containsPattern("Sign differences alone chose .* above, where .* loses -?\\d+\\.\\d points");
        assertThat(instance.catalogue.searchRequests).singleElement().satisfies(search -> {
            assertThat(search.path("objective").asText()).isEqualTo("pack");
            assertThat(search.path("drop").decimalValue()).isEqualByComparingTo("0.03");
        });
        assertThat(instance.catalogue.announced).hasSize(13).allSatisfy(event -> {
            assertThat(event.at("/initSeed").asInt()).isEqualTo(7);
            assertThat(event.at("/domain/maxLength").asInt()).isEqualTo(64);
            assertThat(event.at("/domain/test/location").asText()).endsWith("/test.tsv");
        });
        JsonNode request = instance.catalogue.mixtureRequests.getFirst();
        assertThat(request.at("/select/strategy").asText()).isEqualTo("greedy");
        assertThat(request.at("/select/size").asInt()).isEqualTo(3);
        assertThat(request.at("/prune/sparsity").decimalValue()).isEqualByComparingTo("0.4");
    }

    @Test
    void theDocumentHasExactlyTheFieldsThatScriptsRelyOn() {
        // When
        CommandLineRun run = CommandLineRun.of(instance, "demo", "--exit", "--json", "--method", "lora", "--members",
                "nli,films", "--sparsity", "0.5");
        // Then
        JsonNode document = run.document();
        assertThat(fields(document)).containsExactly("space", "generation", "adapters", "fsd", "mixture", "accuracies");
        assertThat(document.path("space").asText()).isEqualTo("sample-lora");
        assertThat(document.path("generation").asInt()).isEqualTo(13);
        assertThat(document.path("adapters")).hasSize(13)
                .allSatisfy(adapter -> assertThat(fields(adapter)).containsExactly("domain", "method", "id"));
        assertThat(fields(document.path("fsd"))).containsExactly("domains", "conflicts", "total");
        assertThat(document.at("/fsd/conflicts")).hasSize(13).allSatisfy(row -> assertThat(row).hasSize(13));
        assertThat(fields(document.path("mixture"))).containsExactly("id", "members", "sparsity", "recipe");
        assertThat(Documents.texts(document.at("/mixture/members"))).containsExactly("nli", "films");
        assertThat(document.path("accuracies")).hasSize(2).allSatisfy(accuracy -> {
            assertThat(fields(accuracy)).containsExactly("domain", "alone", "mixed");
            assertThat(fields(accuracy.path("alone"))).containsExactly("correct", "rows");
            assertThat(fields(accuracy.path("mixed"))).containsExactly("correct", "rows");
        });
        assertThat(instance.catalogue.mixtureRequests.getFirst().at("/select/strategy").asText())
                .isEqualTo("explicit");
    }

    @Test
    void theDocumentHoldsTheDecisionWhereOneWasMade() {
        JsonNode decision = CommandLineRun.of(instance, "demo", "--exit", "--json", "--drop", "0.05").document()
                .path("decision");
        assertThat(fields(decision)).containsExactly("drop", "rows", "mixtures");
        assertThat(decision.path("mixtures")).hasSize(2).first().satisfies(mixture -> {
            assertThat(fields(mixture)).containsExactly("members", "worst", "loss", "low", "high");
            assertThat(Documents.texts(mixture.path("members"))).containsExactly("headlines", "posts");
            assertThat(mixture.path("worst").asText()).isEqualTo("posts");
        });
        assertThat(instance.catalogue.searchRequests.getFirst().path("drop").decimalValue())
                .isEqualByComparingTo("0.05");
    }

    @Test
    void aRunningInstanceIsNamedWhereItGoesOn() {
        assertThat(CommandLineRun.of(instance, "demo").out()).contains("More of it at " + instance.url());
    }

    @Test
    void aFailedMixtureEndsTheDemoWithCodeAndMessage() {
        CommandLineRun run = CommandLineRun.of(instance, "demo", "--exit", "--json", "--size", "14");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("code: mixture-too-large");
    }

    @Test
    void aSampleThatIsNotThereIsToldHowToFind() {
        CommandLineRun run = CommandLineRun.of(instance, "demo", "--sample", "src/nowhere");
        assertThat(run.exitCode()).isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(run.err()).contains("there is no sample in").contains("--sample");
    }

    private static List<String> fields(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
