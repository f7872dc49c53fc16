package dev.shaker.djl;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * MiniLM and real domains against the stock libraries' results. A part of them by default; everything with
 * {@code -Dshaker.space.full=true}.
 */
class RealSpaceParityTest {
    private static final boolean FULL = Boolean.getBoolean("shaker.space.full");
    private static final List<String> PART = List.of("rte", "sst2");

    @SuppressWarnings("NullAway.Init")
    private Space space;
    @SuppressWarnings("NullAway.Init")
    private DjlEvaluator evaluator;

    @BeforeEach
    void open() {
        var found = Space.real();
        Assumptions.assumeTrue(found.isPresent(),
                "the space of real domains is not here: set SHAKER_SPACE to its directory, data/domains beside it");
        space = found.orElseThrow();
        evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 0));
    }

    @AfterEach
    void close() {
        if (evaluator != null) {
            evaluator.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void adaptersAloneClassifyAsManyRowsAsTheStockLibrary(String method) {
        int checked = 0;
        for (var domain : space.expected("expected-" + method + ".json").path("single").properties()) {
            if (FULL || PART.contains(domain.getKey())) {
                check(method, List.of(domain.getKey()), domain.getKey(), domain.getValue());
                checked++;
            }
        }
        assertThat(checked).isEqualTo(FULL ? 13 : PART.size());
    }

    @ParameterizedTest
    @ValueSource(strings = { "pfeiffer", "lora" })
    void mixturesClassifyAsManyRowsAsTheStockLibrary(String method) {
        int checked = 0;
        for (JsonNode mixture : space.expected("expected-" + method + ".json").path("mixtures")) {
            List<String> names = new ArrayList<>();
            mixture.path("members").forEach(name -> names.add(name.asText()));
            for (var domain : mixture.path("domains").properties()) {
                boolean plain = mixture.path("merge").asText("factors").equals("factors");
                if (plain && (FULL || (names.size() == 13 && PART.contains(domain.getKey())))) {
                    check(method, names, domain.getKey(), domain.getValue());
                    checked++;
                }
            }
        }
        assertThat(checked).isGreaterThanOrEqualTo(PART.size());
    }

    private void check(String method, List<String> members, String domain, JsonNode expected) {
        var result = evaluator.evaluate(space.job(method, space.members(method, members), domain));
        Parity.check(method + " " + members + " on " + domain, result, expected, 1);
    }
}
