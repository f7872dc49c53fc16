package dev.shaker.web.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

import dev.shaker.error.Wire;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.sweep.Drop;
import dev.shaker.evaluation.sweep.MarginalValue;
import dev.shaker.evaluation.sweep.Spread;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.identity.DomainName;
import dev.shaker.pipeline.sweep.SweepSummary;
import dev.shaker.statistics.Correlation;

/** A sweep as one page that needs nothing beside it: style and pictures are in it. */
public final class ReportPage {
    private final SweepSummary summary;
    private final SweepTable table;
    private final List<String> domains;
    private final List<Integer> targets;

    private ReportPage(SweepSummary summary) {
        this.summary = summary;
        this.table = summary.dense();
        this.domains = DomainName.texts(table.domains());
        this.targets = summary.spreads().stream().map(spread -> spread.domain()).distinct().toList();
    }

    /** Templates are compiled with the program: one that names what is not there does not build. */
    @CheckedTemplate(basePath = "report")
    static final class Templates {
        private Templates() {
        }

        static native TemplateInstance page(ReportView view);
    }

    public static String of(SweepSummary summary) {
        return Templates.page(new ReportPage(summary).view()).render();
    }

    private ReportView view() {
        SweepView sweep = summary.sweep();
        return new ReportView(sweep.space().name(), sweep.id(), Wire.name(sweep.status()), sweep.done(), sweep.total(),
                domains.size(), sweep.generation(), Plot.decimal(sweep.seconds(), 1), style(),
                table.isEmpty() ? Optional.empty() : Optional.of(results()));
    }

    private ReportView.Results results() {
        double lowest = lowest();
        List<String> strategies = SpreadChart.STRATEGIES.stream().filter(strategy -> summary.landings().stream()
                .anyMatch(landing -> landing.strategy().equals(strategy))).toList();
        List<Picture> spreads = targets.stream()
                .map(domain -> SpreadChart.of(table, summary.spreads(), summary.landings(), domain, lowest)).toList();
        List<BigDecimal> sparse = SparseMixtureChart.sparsities(summary);
        return new ReportView.Results(strategies, spreads, drops(table, summary.drops()),
                summary.attacked().map(attacked -> attacked(attacked, lowest)), scatter(), fsd(), costs(),
                summary.tables().size() < 2
                        ? List.of()
                        : targets.stream().map(domain -> SparsityChart.of(summary, domain, lowest)).toList(),
                IntStream.range(0, sparse.size())
                        .mapToObj(i -> new ReportView.Legend(SparseMixtureChart.colour(i, sparse.size()),
                                sparse.get(i).toPlainString()))
                        .toList(),
                sparse.isEmpty()
                        ? List.of()
                        : targets.stream().map(domain -> SparseMixtureChart.of(summary, domain, lowest)).toList(),
                prunings(lowest));
    }

    private ReportView.Prunings prunings(double lowest) {
        List<SweepSummary.Pruned> all = summary.prunings();
        String how = all.isEmpty() ? "" : all.getFirst().how();
        // Of the sizes that this sweep mixed, the largest that another way of pruning was tried on.
        int largest = IntStream.rangeClosed(2, Math.max(2, domains.size()))
                .filter(size -> PruningChart.shows(summary, size)).max().orElse(0);
        return new ReportView.Prunings(how, PruningChart.legend(summary),
                PruningChart.shows(summary, 1) ? prunings(1, lowest) : List.of(), largest,
                largest > 0 ? prunings(largest, lowest) : List.of());
    }

    private List<Picture> prunings(int size, double lowest) {
        return targets.stream().map(domain -> PruningChart.of(summary, domain, size, lowest)).toList();
    }

    private ReportView.Attacked attacked(SweepSummary.Attacked attacked, double lowest) {
        String name = switch (attacked.attack()) {
            case Attack.None _ -> "no attack";
            case Attack.Fgsm(double epsilon) -> "FGSM, epsilon " + epsilon;
            case Attack.TextFooler fooler -> "TextFooler, similarity " + fooler.similarity();
        };
        List<Picture> spreads = targets.stream()
                .filter(domain -> attacked.spreads().stream().anyMatch(spread -> spread.domain() == domain))
                .map(domain -> SpreadChart.of(attacked.table(), attacked.spreads(), List.of(), domain, lowest))
                .toList();
        return new ReportView.Attacked(name, spreads, drops(attacked.table(), attacked.drops()));
    }

    private Optional<ReportView.Drops> drops(SweepTable table, List<Drop> drops) {
        if (drops.isEmpty()) {
            return Optional.empty();
        }
        List<Integer> sizes = drops.stream().map(Drop::size).distinct().sorted().toList();
        List<ReportView.Drops.Row> rows = new ArrayList<>();
        for (int domain : targets) {
            String alone = table.alone(domain).isPresent()
                    ? Plot.decimal(table.alone(domain).getAsDouble() * 100, 1)
                    : "";
            rows.add(new ReportView.Drops.Row(domains.get(domain), alone,
                    sizes.stream().map(size -> cell(drops.stream()
                            .filter(drop -> drop.domain() == domain && drop.size() == size).mapToDouble(Drop::drop)
                            .findFirst().orElse(Double.NaN))).toList()));
        }
        return Optional.of(new ReportView.Drops(sizes, rows, sizes.stream().map(size -> cell(drops.stream()
                .filter(drop -> drop.size() == size).mapToDouble(Drop::drop).average().orElse(Double.NaN))).toList()));
    }

    private static String cell(double share) {
        return Double.isNaN(share) ? "" : Plot.decimal(share * 100, 2);
    }

    private Optional<ReportView.Scatter> scatter() {
        if (summary.points().isEmpty()) {
            return Optional.empty();
        }
        int largest = FsdDropChart.largest(summary);
        List<ReportView.Estimates> bySize = summary.correlationsBySize().entrySet().stream()
                .map(entry -> estimates(entry.getKey(), entry.getValue())).toList();
        return Optional.of(new ReportView.Scatter(summary.correlation().map(all -> estimates(0, all)),
                IntStream.rangeClosed(2, largest).mapToObj(
                        size -> new ReportView.Legend(FsdDropChart.colour(size, largest), Integer.toString(size)))
                        .toList(),
                FsdDropChart.of(summary), bySize.size() < 2 ? List.of() : bySize));
    }

    private static ReportView.Estimates estimates(int size, Correlation correlation) {
        return new ReportView.Estimates(size, correlation.count(), correlation.resamples(),
                estimate(correlation.pearson()), estimate(correlation.spearman()));
    }

    private static String estimate(Correlation.Estimate estimate) {
        return Plot.decimal(estimate.value(), 3) + " [" + Plot.decimal(estimate.low(), 3) + ", "
                + Plot.decimal(estimate.high(), 3) + "]";
    }

    private Optional<Picture> fsd() {
        return Arrays.stream(summary.fsd()).flatMapToDouble(Arrays::stream).anyMatch(value -> value > 0)
                ? Optional.of(HeatMap.of(domains, summary.fsd(), 0.5, false, "FSD"))
                : Optional.empty();
    }

    private Optional<Picture> costs() {
        if (summary.marginalValues().isEmpty()) {
            return Optional.empty();
        }
        double[][] values = new double[domains.size()][domains.size()];
        for (double[] row : values) {
            Arrays.fill(row, Double.NaN);
        }
        double farthest = 0.001;
        for (MarginalValue value : summary.marginalValues()) {
            values[value.domain()][value.adapter()] = -value.mean();
            farthest = Math.max(farthest, Math.abs(value.mean()));
        }
        return Optional.of(HeatMap.of(domains, values, farthest, true, "cost of joining"));
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
        for (SweepSummary.Pruned pruned : summary.prunings()) {
            for (List<Spread> spreads : pruned.spreads().values()) {
                least = spreads.stream().mapToDouble(Spread::min).reduce(least, Math::min);
            }
        }
        return Math.max(0, Math.floor(least * 10 - 0.2) / 10);
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
