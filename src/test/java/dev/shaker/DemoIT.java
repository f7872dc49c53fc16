package dev.shaker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What a person, and a script, gets from {@code ./shaker demo --exit}. */
class DemoIT {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private static final Duration ALL_ENDED = Duration.ofSeconds(40);
    private static final List<String> DOMAINS = List.of("abstracts", "answers", "authors", "comments", "duplicates",
            "earnings", "entailment", "films", "headlines", "nli", "paraphrase", "posts", "reviews");
    private static final ObjectMapper STRICT = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private final Path directory;
    private final int port;

    DemoIT(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path directory) throws IOException {
        this.directory = directory;
        this.port = Launched.freePort();
    }

    @Test
    void aKilledDemoLeavesNoProcessAndTheNextOneOnItsDataWritesACompleteDocument() throws Exception {
        // Given
        JsonNode expected = STRICT.readTree(Path.of("src/sample/expected-mixtures.json").toFile());
        JsonNode mixture = expected.path("mixtures").get(3);
        List<String> members = new ArrayList<>();
        mixture.path("members").forEach(member -> members.add(member.asText()));

        // When
        Launched lora = sweptAndKilled("demo", "--method", "lora", "--sparsity", "0.4", "--drop", "0.05");
        Launched next = finished("demo", "--exit", "--json", "--members", String.join(",", members), "--sparsity", "0");

        // Then
        assertDocument(STRICT.readTree(next.output()), members, mixture, expected.path("single"));
        assertThat(next.output()).doesNotContain("More of it at");
        assertThat(lora.output()).contains("sample-lora").contains("sparsity 0.4")
                .contains("Accuracy of every member domain").containsPattern("domain +alone +mixed")
                .contains("if none may lose more than 5.0 points?").containsPattern("\\d+ mixtures hold all domains")
                .contains("shaker mix --space sample-lora --members ").contains("Sign differences alone chose");
        assertThat(lora.output().lines().filter(line -> line.matches(" *[0-9]+  [a-z]+( .*)?")))
                .as("rows of the matrix").hasSize(DOMAINS.size());
        assertThat(next.processes()).isEmpty();
    }

    private Launched finished(String... words) throws Exception {
        try (Launched demo = Launched.run(directory, port, words)) {
            assertThat(demo.ended(PATIENCE)).as(demo::complaints).isZero();
            return demo;
        }
    }

    /** The demonstration without --exit stays, other commands reach it, and its processes end with the launcher. */
    private Launched sweptAndKilled(String... words) throws Exception {
        try (Launched demo = Launched.run(directory, port, words)) {
            await().atMost(PATIENCE).until(() -> demo.complaints().contains("still running at"));
            assertThat(demo.command("status")).contains("sample-lora").contains("adapters    13");
            Path page = directory.resolve("sweep.html");
            assertThat(
                    demo.command("sweep", "--space", "sample-lora", "--members", "nli,posts,reviews", "--sizes", "1-3",
                            "--rows", "50", "--id", "three"))
                    .contains("completed");
            assertThat(demo.command("report", "three", "--out", page.toString()))
                    .contains(page.toString()).contains("sweep.csv").contains("sweep.json");
            assertThat(page).content().contains("<svg").contains("Drop of accuracy");
            assertThat(directory.resolve("sweep.csv")).content().contains("nli posts reviews,3,reviews,");
            assertThat(STRICT.readTree(directory.resolve("sweep.json").toFile()).path("sweep").path("done").asInt())
                    .isEqualTo(12);
            assertThat(demo.processes().toList()).hasSizeGreaterThanOrEqualTo(4);
            demo.killLauncher();
            await().atMost(ALL_ENDED).untilAsserted(() -> assertThat(demo.processes()).isEmpty());
            return demo;
        }
    }

    private static void assertDocument(JsonNode document, List<String> members, JsonNode mixture, JsonNode single) {
        assertThat(names(document)).containsExactlyInAnyOrder("space", "generation", "adapters", "fsd", "mixture",
                "accuracies");
        assertThat(document.path("space").asText()).isEqualTo("sample-pfeiffer");
        assertThat(document.path("generation").isIntegralNumber()).isTrue();
        assertThat(document.path("generation").asInt()).isEqualTo(DOMAINS.size());
        assertThat(document.path("adapters")).hasSize(DOMAINS.size()).allSatisfy(adapter -> {
            assertThat(names(adapter)).containsExactlyInAnyOrder("domain", "method", "id");
            assertThat(adapter.path("method").asText()).isEqualTo("pfeiffer");
            assertThat(adapter.path("id").asText()).matches("[0-9a-f]{64}");
        });
        assertThat(document.path("adapters").findValuesAsText("domain")).containsExactlyInAnyOrderElementsOf(DOMAINS);

        JsonNode fsd = document.path("fsd");
        assertThat(names(fsd)).containsExactlyInAnyOrder("domains", "conflicts", "total");
        assertThat(texts(fsd.path("domains"))).isEqualTo(DOMAINS);
        assertThat(fsd.path("total").asLong()).isPositive();
        for (int i = 0; i < DOMAINS.size(); i++) {
            assertThat(fsd.path("conflicts").get(i)).hasSize(DOMAINS.size());
            assertThat(fsd.path("conflicts").get(i).get(i).asLong(-1)).isZero();
            for (int j = 0; j < i; j++) {
                assertThat(fsd.path("conflicts").get(i).get(j).asLong()).isPositive()
                        .isEqualTo(fsd.path("conflicts").get(j).get(i).asLong());
            }
        }

        JsonNode mixed = document.path("mixture");
        assertThat(names(mixed)).containsExactlyInAnyOrder("id", "members", "sparsity", "recipe");
        assertThat(mixed.path("id").asText()).matches("[0-9a-f]{64}");
        assertThat(texts(mixed.path("members"))).containsExactlyInAnyOrderElementsOf(members);
        assertThat(mixed.path("sparsity").asDouble(-1)).isZero();
        assertThat(mixed.path("recipe").asText()).startsWith("s3://").contains(mixed.path("id").asText())
                .endsWith("recipe.json");

        assertThat(document.path("accuracies").findValuesAsText("domain"))
                .containsExactlyInAnyOrderElementsOf(members);
        for (JsonNode accuracy : document.path("accuracies")) {
            String domain = accuracy.path("domain").asText();
            assertThat(names(accuracy)).containsExactlyInAnyOrder("domain", "alone", "mixed");
            assertShare(accuracy.path("alone"), single.path(domain));
            assertShare(accuracy.path("mixed"), mixture.path("domains").path(domain));
        }
    }

    private static void assertShare(JsonNode share, JsonNode expected) {
        assertThat(names(share)).containsExactlyInAnyOrder("correct", "rows");
        assertThat(share.path("correct").asInt()).isEqualTo(expected.path("correct").asInt());
        assertThat(share.path("rows").asInt()).isEqualTo(expected.path("rows").asInt());
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}
