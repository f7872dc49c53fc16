package dev.shaker.cli;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;

class DemoCommandTest {
    private final FakeInstance instance = new FakeInstance();

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
