package dev.shaker.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.adapter.LocalFiles;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.event.Json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/** Mean sentence embeddings of the sample against transformers: src/test/python/text_embedding_golden.py. */
class TextEmbeddingTest {
    private static final Path SAMPLE = Path.of("src/sample");

    @ParameterizedTest
    @CsvSource({ "films,7", "nli,32" })
    void aTextsEmbeddingIsTheMeanOfItsRowsMeanHiddenStates(String domain, int batchSize) throws IOException {
        // Given
        JsonNode golden = Json.tree(Files.readAllBytes(Path.of("src/test/resources/text-embedding.json")));
        JsonNode labels = Json.tree(Files.readAllBytes(SAMPLE.resolve("domains/domains.json"))).path(domain)
                .path("labels");
        // When
        float[] embedding;
        try (DjlEvaluator evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 1))) {
            embedding = evaluator.embed(
                    new EvaluationJob.BaseSource("sample", new LocalFiles(SAMPLE.resolve("base"))),
                    new EvaluationJob.Split(domain,
                            new LocalFiles(SAMPLE.resolve("domains").resolve(domain)).open("test.tsv"),
                            RowFormat.named("tsv"), new LabelNames(names(labels)), 0),
                    new EvaluationJob.Limits(golden.path("maxLength").asInt(), batchSize, golden.path("rows").asInt(),
                            0));
        }
        // Then
        JsonNode expected = golden.path("embeddings").path(domain);
        assertThat(embedding).hasSize(expected.size());
        for (int i = 0; i < embedding.length; i++) {
            assertThat((double) embedding[i]).as("component %d", i).isCloseTo(expected.get(i).asDouble(), within(1e-4));
        }
    }

    private static List<String> names(JsonNode labels) {
        return labels.valueStream().map(JsonNode::asText).toList();
    }
}
