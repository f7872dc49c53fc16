package dev.shaker.web.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

import dev.shaker.error.Wire;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.sweep.Correlation;
import dev.shaker.evaluation.sweep.Drop;
import dev.shaker.evaluation.sweep.MarginalValue;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.pipeline.sweep.SweepSummary;

/** A sweep as one page that needs nothing beside it: style and pictures are in it. */
public final class ReportPage {
    private final SweepSummary summary;
    private final SweepTable table;
    private final List<String> domains;
    private final List<Integer> targets;
    private final StringBuilder html = new StringBuilder();

    private ReportPage(SweepSummary summary) {
        this.summary = summary;
        this.table = summary.dense();
        this.domains = table.domains();
        this.targets = summary.spreads().stream().map(spread -> spread.domain()).distinct().toList();
    }

    public static String of(SweepSummary summary) {
        return new ReportPage(summary).page();
    }

    private String page() {
        SweepView sweep = summary.sweep();
        html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Sweep of ")
                .append(Svg.escaped(sweep.space())).append("</title><style>").append(style())
                .append("</style></head><body><h1>Sweep of ").append(Svg.escaped(sweep.space()))
                .append("</h1>");
        paragraph("Sweep " + sweep.id() + ", " + Wire.name(sweep.status()) + ": " + sweep.done() + " of "
                + sweep.total() + " evaluations of mixtures of " + domains.size() + " adapters, generation "
                + sweep.generation() + "; " + Plot.decimal(sweep.seconds(), 1) + " s of evaluators' time.");
        if (table.isEmpty()) {
            paragraph("No results yet.");
        } else {
            spreads();
            drops("Drop of accuracy", "Accuracy of the target's own adapter alone, and how many points its mean over "
                    + "the mixtures of each size is below it.", table, summary.drops());
            summary.attacked().ifPresent(this::attacked);
            scatter();
            heatMaps();
            sparsities();
            sparseMixtures();
        }
        return html.append("</body></html>").toString();
    }

    private void spreads() {
        heading("Accuracy against the number of mixed adapters");
        paragraph(
                "Line: mean over all evaluated subsets of that size that hold the target. Band: from the worst to the "
                        + "best subset; its upper edge is the empirical upper bound.");
        if (!summary.landings().isEmpty()) {
            html.append("<p class=\"legend\">Chosen by ");
            for (String strategy : SpreadChart.STRATEGIES) {
                if (summary.landings().stream().noneMatch(landing -> landing.strategy().equals(strategy))) {
                    continue;
                }
                html.append("<span><i class=\"").append(strategy).append("\"></i>").append(strategy).append("</span>");
            }
            html.append("</p>");
        }
        double lowest = lowest();
        html.append("<div class=\"charts\">");
        targets.forEach(domain -> html.append(SpreadChart.of(table, summary.spreads(), summary.landings(), domain,
                lowest)));
        html.append("</div>");
    }

    private void attacked(SweepSummary.Attacked attacked) {
        String name = switch (attacked.attack()) {
            case Attack.None _ -> "no attack";
            case Attack.Fgsm(double epsilon) -> "FGSM, epsilon " + epsilon;
            case Attack.TextFooler fooler -> "TextFooler, similarity " + fooler.similarity();
        };
        heading("Accuracy under attack: " + name);
        paragraph("As above, but of the rows as the attack has changed them for each mixture.");
        double lowest = lowest();
        html.append("<div class=\"charts\">");
        targets.stream().filter(domain -> attacked.spreads().stream().anyMatch(spread -> spread.domain() == domain))
                .forEach(domain -> html.append(
                        SpreadChart.of(attacked.table(), attacked.spreads(), List.of(), domain, lowest)));
        html.append("</div>");
        drops("Drop of accuracy under attack", "Against the target's own adapter under the same attack.",
                attacked.table(), attacked.drops());
    }

    private void drops(String title, String explanation, SweepTable table, List<Drop> drops) {
        if (drops.isEmpty()) {
            return;
        }
        TreeSet<Integer> sizes = new TreeSet<>();
        drops.forEach(drop -> sizes.add(drop.size()));
        heading(title);
        paragraph(explanation);
        html.append("<div class=\"wide\"><table><thead><tr><td colspan=\"2\"></td><th class=\"over\" colspan=\"")
                .append(sizes.size()).append("\">adapters mixed</th></tr><tr><th>target</th><th>alone</th>");
        sizes.forEach(size -> html.append("<th>").append(size).append("</th>"));
        html.append("</tr></thead><tbody>");
        for (int domain : targets) {
            html.append("<tr><th>").append(Svg.escaped(domains.get(domain))).append("</th><td>")
                    .append(table.alone(domain).isPresent()
                            ? Plot.decimal(table.alone(domain).getAsDouble() * 100, 1)
                            : "")
                    .append("</td>");
            for (int size : sizes) {
                cell(drops.stream().filter(drop -> drop.domain() == domain && drop.size() == size)
                        .mapToDouble(Drop::drop).findFirst().orElse(Double.NaN));
            }
            html.append("</tr>");
        }
        html.append("<tr class=\"mean\"><th>mean</th><td></td>");
        for (int size : sizes) {
            cell(drops.stream().filter(drop -> drop.size() == size).mapToDouble(Drop::drop).average()
                    .orElse(Double.NaN));
        }
        html.append("</tr></tbody></table></div>");
    }

    private void cell(double share) {
        html.append("<td>").append(Double.isNaN(share) ? "" : Plot.decimal(share * 100, 2)).append("</td>");
    }

    private void scatter() {
        heading("FSD against drop");
        if (summary.points().isEmpty()) {
            paragraph("No points: the sweep has no mixtures, or an adapter was retrained since, so that the space's "
                    + "fractions of sign difference are about another adapter.");
            return;
        }
        paragraph(summary.correlation().map(ReportPage::sentence)
                .orElse("FSD or drop has one value only: there is no correlation to tell."));
        int largest = summary.points().stream().mapToInt(point -> Long.bitCount(point.subset())).max().orElse(2);
        html.append("<p class=\"legend\">Adapters mixed ");
        for (int size = 2; size <= largest; size++) {
            html.append("<span><i style=\"background:").append(FsdDropChart.colour(size, largest)).append("\"></i>")
                    .append(size).append("</span>");
        }
        html.append("</p><div class=\"figure\">").append(FsdDropChart.of(summary)).append("</div>");
        correlationsBySize();
    }

    private void correlationsBySize() {
        if (summary.correlationsBySize().size() < 2) {
            return;
        }
        paragraph("Among mixtures of one size:");
        html.append("<div class=\"wide\"><table><thead><tr><th>adapters mixed</th><th>points</th><th>Pearson</th>"
                + "<th>Spearman</th></tr></thead><tbody>");
        summary.correlationsBySize().forEach((size, correlation) -> html.append("<tr><th>").append(size)
                .append("</th><td>").append(correlation.count()).append("</td><td>")
                .append(estimate(correlation.pearson())).append("</td><td>")
                .append(estimate(correlation.spearman())).append("</td></tr>"));
        html.append("</tbody></table></div>");
    }

    private static String sentence(Correlation correlation) {
        return "Pearson " + estimate(correlation.pearson()) + ", Spearman " + estimate(correlation.spearman()) + ", "
                + correlation.count() + " points. In brackets: 95 % bootstrap intervals (" + correlation.resamples()
                + " resamples); subsets share adapters, so they are narrower than those of independent mixtures.";
    }

    private static String estimate(Correlation.Estimate estimate) {
        return Plot.decimal(estimate.value(), 3) + " [" + Plot.decimal(estimate.low(), 3) + ", "
                + Plot.decimal(estimate.high(), 3) + "]";
    }

    private void heatMaps() {
        boolean known = Arrays.stream(summary.fsd()).flatMapToDouble(Arrays::stream).anyMatch(value -> value > 0);
        html.append("<div class=\"pair\">");
        if (known) {
            html.append("<section>");
            heading("Fraction of sign difference");
            paragraph("Per cent of the weights whose signs differ; 50 is what unrelated adapters have.");
            html.append(HeatMap.of(domains, summary.fsd(), 0.5, false, "FSD")).append("</section>");
        }
        if (!summary.marginalValues().isEmpty()) {
            double[][] values = new double[domains.size()][domains.size()];
            for (double[] row : values) {
                Arrays.fill(row, Double.NaN);
            }
            double farthest = 0.001;
            for (MarginalValue value : summary.marginalValues()) {
                values[value.domain()][value.adapter()] = -value.mean();
                farthest = Math.max(farthest, Math.abs(value.mean()));
            }
            html.append("<section>");
            heading("What each adapter costs the others");
            paragraph("Points of accuracy that the target (row) loses when the adapter (column) joins a mixture, mean "
                    + "over all pairs of subsets that differ in it alone; negative: it gains.");
            html.append(HeatMap.of(domains, values, farthest, true, "cost of joining")).append("</section>");
        }
        html.append("</div>");
    }

    private void sparsities() {
        if (summary.tables().size() < 2) {
            return;
        }
        heading("Accuracy against sparsity");
        html.append("<p class=\"legend\"><span><i class=\"alone\"></i>alone</span><span><i class=\"mixed\"></i>mean of "
                + "the largest mixtures</span><span><i class=\"dense\"></i>the best of them unpruned</span></p>");
        double lowest = lowest();
        html.append("<div class=\"charts\">");
        targets.forEach(domain -> html.append(SparsityChart.of(summary, domain, lowest)));
        html.append("</div>");
    }

    private void sparseMixtures() {
        List<BigDecimal> sparsities = SparseMixtureChart.sparsities(summary);
        if (sparsities.isEmpty()) {
            return;
        }
        heading("Sparse mixtures against the dense upper bound");
        html.append("<p class=\"legend\"><span><i class=\"dense\"></i>the best unpruned subset of each size</span>");
        for (int i = 0; i < sparsities.size(); i++) {
            html.append("<span><i style=\"background:").append(SparseMixtureChart.colour(i, sparsities.size()))
                    .append("\"></i>the best at sparsity ").append(sparsities.get(i).toPlainString()).append("</span>");
        }
        html.append("</p>");
        double lowest = lowest();
        html.append("<div class=\"charts\">");
        targets.forEach(domain -> html.append(SparseMixtureChart.of(summary, domain, lowest)));
        html.append("</div>");
    }

    /** The foot of all accuracy axes, so that charts can be compared. */
    private double lowest() {
        double least = 1;
        for (SweepTable any : summary.tables().values()) {
            for (SweepTable.Score score : any.scores()) {
                Integer attacked = score.attacked();
                least = Math.min(least, score.accuracy());
                least = attacked == null ? least : Math.min(least, (double) attacked / score.total());
            }
        }
        return Math.max(0, Math.floor(least * 10 - 0.2) / 10);
    }

    private void heading(String text) {
        html.append("<h2>").append(Svg.escaped(text)).append("</h2>");
    }

    private void paragraph(String text) {
        html.append("<p>").append(Svg.escaped(text)).append("</p>");
    }

    private static String style() {
        try (InputStream stream = ReportPage.class.getResourceAsStream("/report/style.css")) {
            if (stream == null) {
                throw new IllegalStateException("report/style.css is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
