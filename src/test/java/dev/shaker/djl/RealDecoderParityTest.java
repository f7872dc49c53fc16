package dev.shaker.djl;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.shaker.evaluation.EvaluationResult;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * SmolLM2-135M with LoRA of four real domains against what PEFT measures with words of labels, alone and mixed. A part of it by
 * default; everything with {@code -Dshaker.space.full=true}.
 */
class RealDecoderParityTest {
    private static final boolean FULL = Boolean.getBoolean("shaker.space.full");

    @SuppressWarnings("NullAway.Init")
    private RealDecoder decoder;
    @SuppressWarnings("NullAway.Init")
    private DjlEvaluator evaluator;

    @BeforeEach
    void open() {
        var found = RealDecoder.find();
        Assumptions.assumeTrue(found.isPresent(),
                "the real decoder is not here: set SHAKER_DECODER to its adapters, SHAKER_DECODER_BASE to the model");
        decoder = found.orElseThrow();
        evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 0));
    }

    @AfterEach
    void close() {
        if (evaluator != null) {
            evaluator.close();
        }
    }

    @Test
    void adaptersAloneSayWhatTheStockLibrarySays() {
        for (String domain : FULL ? decoder.domains() : List.of("sst2")) {
            check(List.of(domain), domain, decoder.expected().path("single").path(domain));
        }
    }

    @Test
    void mixturesSayWhatTheStockLibrarySays() {
        int checked = 0;
        for (JsonNode mixture : decoder.expected().path("mixtures")) {
            List<String> members = new ArrayList<>();
            mixture.path("members").forEach(member -> members.add(member.asText()));
            for (var domain : mixture.path("domains").properties()) {
                if (FULL || members.size() == 4 && domain.getKey().equals("tweets")) {
                    check(members, domain.getKey(), domain.getValue());
                    checked++;
                }
            }
        }
        assertThat(checked).isEqualTo(FULL ? 8 : 1);
    }

    private void check(List<String> members, String domain, JsonNode expected) {
        String what = members + " on " + domain;
        EvaluationResult result = evaluator.evaluate(decoder.job(members, domain));
        assertThat(result.total()).as(what).isEqualTo(expected.path("rows").asInt());
        assertThat(result.correct()).as(what).isCloseTo(expected.path("correct").asInt(), within(1));
        JsonNode scores = expected.path("scores_first_8");
        double furthest = 0;
        for (int row = 0; row < scores.size(); row++) {
            for (int label = 0; label < scores.get(row).size(); label++) {
                double difference = result.logits().get(row).get(label) - scores.get(row).get(label).asDouble();
                furthest = Math.max(furthest, Math.abs(difference));
            }
        }
        System.out.printf("%s: %d of %d right, PEFT %d; log-probabilities within %.5f; %.1f rows/s%n", what,
                result.correct(), result.total(), expected.path("correct").asInt(), furthest,
                result.total() / result.seconds());
        assertThat(furthest).as(what).isLessThan(1e-3);
    }
}
