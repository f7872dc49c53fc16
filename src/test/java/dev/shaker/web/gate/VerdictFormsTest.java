package dev.shaker.web.gate;

import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import javax.xml.parsers.DocumentBuilderFactory;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

import dev.shaker.event.AttackRequested;
import dev.shaker.event.VerdictReached;
import dev.shaker.event.VerdictReached.OnDomain;

import static org.assertj.core.api.Assertions.assertThat;

class VerdictFormsTest {
    private static final String ID = "f".repeat(64);
    private static final VerdictReached VERDICT = new VerdictReached(ID, null, "mini", ID,
            new VerdictReached.PolicyUsed("release", "d".repeat(64)), "fail", false, "nli loses 4.1 | points",
            List.of(new OnDomain("films", null, 1000, 0.8, 0.79, 20, 10, 0.01, 0.0, 0.02, 0.001, 0.03, "pass", null,
                    null,
                    List.of(ID)),
                    new OnDomain("nli", new AttackRequested("fgsm", new java.math.BigDecimal("0.01"), null, null, null,
                            null, null), 1000, 0.812, 0.771, 66, 25, 0.041, 0.0228, 0.0604, 0.9995, 0.01, "fail", null,
                            "it loses too much \u0001<&>", List.of(ID)),
                    new OnDomain("posts", null, null, null, null, null, null, null, null, null, null, 0.03,
                            "inconclusive", null, "not compared", List.of("e".repeat(64)))),
            List.of(new VerdictReached.Also("meanDrop", null, 0.02, 0.01, 0.03, 0.02, "inconclusive")),
            List.of(new VerdictReached.Refusal("evaluation-missing", "posts", "e".repeat(64), "ask for it"),
                    new VerdictReached.Refusal("mixture-stale", null, null, "mix again")),
            List.of(), true, true);

    @Test
    void junitHasACaseForEachCheckAndTakesNothingInconclusiveForGood() throws Exception {
        Document xml = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(JUnitXml.of(VERDICT))));
        Element suite = (Element) xml.getElementsByTagName("testsuite").item(0);
        assertThat(List.of(suite.getAttribute("tests"), suite.getAttribute("failures"), suite.getAttribute("errors")))
                .containsExactly("5", "2", "2");
        Element failed = (Element) xml.getElementsByTagName("testcase").item(1);
        assertThat(failed.getAttribute("name")).isEqualTo("nli under fgsm 0.01");
        assertThat(((Element) failed.getElementsByTagName("failure").item(0)).getAttribute("message")).isEqualTo(
                "loses 4.10 points (2.28 to 6.04), 1.00 allowed, on 1000 rows: it loses too much ?<&>");
        Element missing = (Element) xml.getElementsByTagName("testcase").item(2);
        assertThat(((Element) missing.getElementsByTagName("error").item(0)).getAttribute("message"))
                .isEqualTo("not compared; ask for it");
    }

    @Test
    void aStatementIsOnTheFilesAndPassesOnlyWhatPassed() {
        JsonNode statement = InToto.of(VERDICT, new TreeMap<>(Map.of("recipe.json", "a".repeat(64))), "/here");
        assertThat(statement.at("/subject/0/digest/sha256").asText()).isEqualTo("a".repeat(64));
        assertThat(statement.at("/predicate/result").asText()).isEqualTo("FAILED");
        assertThat(statement.at("/predicate/passedTests").toString()).isEqualTo("[\"films\"]");
        assertThat(statement.at("/predicate/warnedTests").toString()).isEqualTo("[\"posts\",\"meanDrop\"]");
        assertThat(statement.at("/predicate/failedTests").toString())
                .isEqualTo("[\"nli under fgsm 0.01\",\"mixture-stale\"]");
    }

    @Test
    void markdownKeepsItsTable() {
        assertThat(MarkdownSummary.of(VERDICT)).contains("## Gate release: fail", "nli loses 4.1 \\| points",
                "| films | 1000 | 80.00 | 79.00 | 1.00 | 0.00 to 2.00 | 3.00 | pass |",
                "| posts |  |  |  |  |  | 3.00 | inconclusive: not compared |", "- mixture-stale: mix again",
                "- meanDrop: 2.00 (1.00 to 3.00), limit 2.00, inconclusive");
    }
}
