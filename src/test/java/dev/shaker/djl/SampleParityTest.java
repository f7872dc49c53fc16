package dev.shaker.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.shaker.evaluation.EvaluationResult;

import static org.assertj.core.api.Assertions.assertThat;

/** Accuracies and logits on the sample against what the stock libraries measured there: src/sample/expected*.json. */
class SampleParityTest {
    private static Space sample;
    private static DjlEvaluator evaluator;

    @BeforeAll
    static void open() {
        sample = Space.sample();
        evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 0));
    }

    @AfterAll
    static void close() {
        evaluator.close();
    }

    @Test
    void pfeifferAdaptersAloneClassifyAsManyRowsAsTheStockLibrary() {
        assertAlone("pfeiffer");
    }

    @Test
    void loraAdaptersAloneClassifyAsManyRowsAsTheStockLibrary() {
        assertAlone("lora");
    }

    @Test
    void pfeifferMixturesClassifyAsManyRowsAsTheStockLibrarysAverage() {
        int domains = 0;
        for (JsonNode mixture : sample.expected("expected-mixtures.json").path("mixtures")) {
            domains += assertMixture("pfeiffer", mixture);
        }
        assertThat(domains).isEqualTo(27);
    }

    @Test
    void meansOfLoraFactorsClassifyAsManyRowsAsPlainMatrices() {
        int domains = 0;
        for (JsonNode mixture : sample.expected("expected-lora.json").path("mixtures")) {
            if (mixture.path("merge").asText().equals("factors")) {
                domains += assertMixture("lora", mixture);
            }
        }
        assertThat(domains).isEqualTo(23);
    }

    @Test
    void meansOfLoraUpdatesClassifyAsManyRowsAsPlainMatrices() {
        int domains = 0;
        for (JsonNode mixture : sample.expected("expected-lora.json").path("mixtures")) {
            if (mixture.path("merge").asText().equals("update")) {
                List<String> names = names(mixture);
                var mean = List.of(LoraConcat.of("update-" + names, sample.members("lora", names)));
                for (var domain : mixture.path("domains").properties()) {
                    Parity.check("update " + names + " on " + domain.getKey(),
                            evaluator.evaluate(sample.job("lora", mean, domain.getKey())), domain.getValue(), 0);
                    domains++;
                }
            }
        }
        assertThat(domains).isEqualTo(23);
    }

    private static void assertAlone(String method) {
        int domains = 0;
        for (Map.Entry<String, JsonNode> domain : sample.expected("expected.json").path(method).properties()) {
            EvaluationResult result = evaluator.evaluate(
                    sample.job(method, sample.members(method, List.of(domain.getKey())), domain.getKey()));
            Parity.check(method + " " + domain.getKey(), result, domain.getValue(), 0);
            domains++;
        }
        assertThat(domains).isEqualTo(13);
    }

    private static int assertMixture(String method, JsonNode mixture) {
        var members = sample.members(method, names(mixture));
        int domains = 0;
        for (Map.Entry<String, JsonNode> domain : mixture.path("domains").properties()) {
            EvaluationResult result = evaluator.evaluate(sample.job(method, members, domain.getKey()));
            Parity.check(names(mixture) + " on " + domain.getKey(), result, domain.getValue(), 0);
            domains++;
        }
        return domains;
    }

    private static List<String> names(JsonNode mixture) {
        List<String> names = new ArrayList<>();
        mixture.path("members").forEach(name -> names.add(name.asText()));
        return names;
    }
}
