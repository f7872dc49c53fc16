package dev.shaker.web.api;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.sweep.Drop;
import dev.shaker.evaluation.sweep.Spread;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.event.AttackRequested;
import dev.shaker.identity.DomainName;
import dev.shaker.pipeline.evaluation.Attacks;
import dev.shaker.pipeline.sweep.SweepSummary;
import dev.shaker.statistics.Correlation;

/** What a sweep's results say, with names instead of masks. */
public record SweepStatisticsJson(SweepJson sweep, List<SpreadJson> spreads, List<DropJson> drops,
        @Nullable UnderAttack underAttack, @Nullable Correlation fsdAgainstDrop,
        List<SizeCorrelationJson> fsdAgainstDropBySize,
        List<LandingJson> strategies, List<MarginalJson> marginalValues,
        List<List<@Nullable Double>> fsd, List<SparsityJson> sparsities) {
    /** Accuracies of one target over all subsets of one size. */
    public record SpreadJson(String domain, int size, long subsets, double mean, double variance, double min,
            List<String> worst, double max, List<String> best) {}

    /** Accuracies under the sweep's attack, drops held against those of the targets' own adapters under the same attack. */
    public record UnderAttack(@Nullable AttackRequested attack, List<SpreadJson> spreads, List<DropJson> drops) {}

    /** @param mixed mean accuracy over the subsets of that size */
    public record DropJson(String domain, int size, double alone, double mixed, double drop) {}

    /** FSD against drop over the subsets of one size. */
    public record SizeCorrelationJson(int size, Correlation correlation) {}

    /** @param above share of the subsets of that size that are less accurate, equal ones counted half */
    public record LandingJson(String strategy, String domain, int size, List<String> members, double accuracy,
            double above) {}

    /** What the adapter adds to mixtures it joins, on the domain's rows. */
    public record MarginalJson(String domain, String adapter, long pairs, double mean) {}

    /** Accuracies of one target over the subsets of one size whose members are pruned. */
    public record SparsityJson(BigDecimal sparsity, String domain, int size, double mean, double min, double max) {}

    static SweepStatisticsJson of(SweepSummary summary) {
        SweepTable table = summary.dense();
        List<String> domains = DomainName.texts(table.domains());
        List<SparsityJson> sparsities = new ArrayList<>();
        summary.spreadsBySparsity().forEach((sparsity, spreads) -> spreads
                .forEach(spread -> sparsities.add(new SparsityJson(sparsity, domains.get(spread.domain()),
                        spread.size(), spread.mean(), spread.min(), spread.max()))));
        return new SweepStatisticsJson(SweepJson.of(summary.sweep()), spreads(table, summary.spreads()),
                drops(table, summary.drops()),
                summary.attacked()
                        .map(attacked -> new UnderAttack(Attacks.write(attacked.attack()),
                                spreads(table, attacked.spreads()), drops(table, attacked.drops())))
                        .orElse(null),
                summary.correlation().orElse(null),
                summary.correlationsBySize().entrySet().stream()
                        .map(entry -> new SizeCorrelationJson(entry.getKey(), entry.getValue())).toList(),
                summary.landings().stream()
                        .map(landing -> new LandingJson(landing.strategy(), domains.get(landing.domain()),
                                landing.size(), names(table, landing.subset()), landing.accuracy(), landing.above()))
                        .toList(),
                summary.marginalValues().stream()
                        .map(value -> new MarginalJson(domains.get(value.domain()), domains.get(value.adapter()),
                                value.count(), value.mean()))
                        .toList(),
                fsd(summary.fsd()), sparsities);
    }

    private static List<SpreadJson> spreads(SweepTable table, List<Spread> spreads) {
        return spreads.stream()
                .map(spread -> new SpreadJson(table.domains().get(spread.domain()).name(), spread.size(),
                        spread.count(),
                        spread.mean(), spread.variance(), spread.min(), names(table, spread.worst()), spread.max(),
                        names(table, spread.best())))
                .toList();
    }

    private static List<DropJson> drops(SweepTable table, List<Drop> drops) {
        return drops.stream()
                .map(drop -> new DropJson(table.domains().get(drop.domain()).name(), drop.size(), drop.alone(),
                        drop.mixed(), drop.drop()))
                .toList();
    }

    private static List<List<@Nullable Double>> fsd(double[][] fsd) {
        List<List<@Nullable Double>> rows = new ArrayList<>();
        for (double[] values : fsd) {
            @Nullable
            Double[] row = new @Nullable Double[values.length];
            for (int i = 0; i < values.length; i++) {
                row[i] = Double.isNaN(values[i]) ? null : values[i];
            }
            rows.add(Arrays.asList(row));
        }
        return rows;
    }

    private static List<String> names(SweepTable table, long subset) {
        return DomainName.texts(table.names(subset));
    }
}
