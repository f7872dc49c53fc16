package dev.shaker.web.report;

import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.xml.parsers.DocumentBuilderFactory;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

import dev.shaker.Named;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.sweep.Landing;
import dev.shaker.evaluation.sweep.Spread;
import dev.shaker.evaluation.sweep.SweepStatistics;
import dev.shaker.evaluation.sweep.SweepStatus;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.identity.DomainName;
import dev.shaker.pipeline.sweep.SweepSummary;
import dev.shaker.stack.StackResource;
import dev.shaker.web.WebProfile;

import static org.assertj.core.api.Assertions.assertThat;

/** The page as the template renders it, in the container that compiles templates. */
@QuarkusTest
@TestProfile(WebProfile.class)
@QuarkusTestResource(StackResource.class)
class ReportPageTest {
    private static final List<String> DOMAINS = List.of("abstracts", "answers", "comments", "films", "headlines",
            "nli", "posts", "reviews");
    private static final Pattern SVG = Pattern.compile("(?s)<svg.*?</svg>");

    @Test
    void thePageHasAPictureForEachTargetAndNeedsNothingBesideIt() throws Exception {
        // Given
        SweepSummary summary = summary();

        // When
        String page = ReportPage.of(summary);

        // Then
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/report.html"), page);
        assertThat(page).doesNotContain("http", "src=", "href=", "url(", "NaN", "Infinity");
        List<String> pictures = new ArrayList<>();
        Matcher matcher = SVG.matcher(page);
        while (matcher.find()) {
            pictures.add(matcher.group());
            DocumentBuilderFactory.newInstance().newDocumentBuilder()
                    .parse(new InputSource(new StringReader(matcher.group())));
        }
        assertThat(pictures).hasSize(8 + 8 + 1 + 2 + 8 + 8);
        assertThat(page).contains("the best at sparsity 0.9");
        assertThat(summary.correlationsBySize()).containsOnlyKeys(2, 3, 4, 5, 6, 7);
        assertThat(page).contains("Pearson " + Plot.decimal(summary.correlation().orElseThrow().pearson().value(), 3));
    }

    @Test
    void eachWayOfPruningHasALine() throws IOException {
        // Given
        SweepSummary own = summary();
        SortedMap<BigDecimal, List<Spread>> lower = new TreeMap<>();
        own.spreadsBySparsity().forEach((sparsity, spreads) -> lower.put(sparsity, spreads.stream()
                .filter(spread -> spread.size() < 4).toList()));
        SweepSummary summary = new SweepSummary(own.sweep(), own.tables(), own.fsd(), own.spreadsBySparsity(),
                own.drops(), own.points(), own.attacked(), own.correlation(), own.correlationsBySize(),
                own.marginalValues(), own.landings(),
                List.of(new SweepSummary.Pruned("magnitude", own.spreadsBySparsity()),
                        new SweepSummary.Pruned("synflow, 100 rounds", lower)));
        // When
        String page = ReportPage.of(summary);
        // Then
        assertThat(page).contains("Weights are dropped by magnitude.", "Ways of pruning: single adapters",
                "synflow, 100 rounds, sparsity 0.9").doesNotContain("NaN");
        assertThat(ReportPage.of(own)).doesNotContain("Ways of pruning", "Weights are dropped");
    }

    @Test
    void aSweepWithoutResultsHasAPageThatSaysSo() throws IOException {
        SweepView view = view();
        SweepSummary empty = new SweepSummary(view, new TreeMap<>(), new double[8][8], new TreeMap<>(), List.of(),
                List.of(),
                java.util.Optional.empty(), java.util.Optional.empty(), new TreeMap<>(), List.of(), List.of());
        assertThat(ReportPage.of(empty)).contains("No results yet.").doesNotContain("<svg");
    }

    /** Spaces and domains have plain names; what a sweep is called is anybody's text. */
    @Test
    void whatASweepIsCalledIsTextWhateverItHolds() throws IOException {
        // Given
        SweepView hostile = view("<script>alert(\"x\")</script>&'{view.style}");
        // When
        String page = ReportPage.of(new SweepSummary(hostile, new TreeMap<>(), new double[8][8], new TreeMap<>(),
                List.of(), List.of(), java.util.Optional.empty(), java.util.Optional.empty(), new TreeMap<>(),
                List.of(), List.of()));
        // Then
        assertThat(page).doesNotContain("<script", "alert(\"").contains("Sweep of mini",
                "Sweep &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;{view.style}, completed");
    }

    private static SweepView view() {
        return view("sweep-1");
    }

    private static SweepView view(String id) {
        return new SweepView(id, Named.space("mini"), SweepStatus.COMPLETED, "{}",
                DOMAINS.stream().map(domain -> new SweepView.Member(Named.domain(domain), Named.adapter(domain)))
                        .toList(),
                List.of(), 255, 8, 3, 3,
                0, 1024,
                1024, 12.5, 80.0, null, null, null, Map.of(), Instant.EPOCH, Instant.EPOCH);
    }

    /** Accuracies that fall with the FSD of what is mixed, with noise. */
    private static SweepSummary summary() {
        Random random = new Random(3);
        double[][] fsd = new double[8][8];
        for (int i = 0; i < 8; i++) {
            for (int j = 0; j < i; j++) {
                fsd[i][j] = 0.1 + 0.35 * random.nextDouble();
                fsd[j][i] = fsd[i][j];
            }
        }
        SortedMap<BigDecimal, SweepTable> tables = new TreeMap<>();
        for (String sparsity : List.of("0", "0.5", "0.9")) {
            List<SweepTable.Score> scores = new ArrayList<>();
            for (long mask = 1; mask < 256; mask++) {
                for (int domain = 0; domain < 8; domain++) {
                    if ((mask >>> domain & 1) != 0) {
                        double cost = 0;
                        for (int other = 0; other < 8; other++) {
                            cost += (mask >>> other & 1) * fsd[domain][other] * 0.13;
                        }
                        double accuracy = 0.97 - 0.02 * domain - cost - 0.05 * random.nextDouble()
                                - 0.1 * Double.parseDouble(sparsity);
                        scores.add(new SweepTable.Score(mask, domain, (int) (300 * accuracy), 300,
                                (int) (300 * accuracy * 0.8)));
                    }
                }
            }
            tables.put(new BigDecimal(sparsity), new SweepTable(DomainName.all(DOMAINS), scores));
        }
        SweepTable dense = tables.get(BigDecimal.ZERO);
        List<SweepStatistics.Point> points = SweepStatistics.fsdAgainstDrop(dense, fsd);
        List<Landing> landings = new ArrayList<>();
        for (int domain = 0; domain < 8; domain++) {
            for (int size = 2; size <= 8; size++) {
                for (String strategy : SpreadChart.STRATEGIES) {
                    long mask = 1L << domain;
                    while (Long.bitCount(mask) < size) {
                        mask |= 1L << random.nextInt(8);
                    }
                    SweepStatistics.landing(dense, strategy, domain, mask).ifPresent(landings::add);
                }
            }
        }
        return new SweepSummary(view(), tables, fsd, SweepStatistics.spreads(tables),
                SweepStatistics.drops(dense, dense),
                points,
                java.util.Optional.of(new SweepSummary.Attacked(new Attack.Fgsm(0.01), dense.underAttack(),
                        SweepStatistics.spreads(dense.underAttack()),
                        SweepStatistics.drops(dense.underAttack(), dense.underAttack()))),
                SweepStatistics.correlation(points, 200, 7),
                SweepStatistics.correlationsBySize(points, 200, 7), SweepStatistics.marginalValues(dense), landings);
    }
}
