package dev.shaker.pipeline.sweep;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.sweep.Drop;
import dev.shaker.evaluation.sweep.Landing;
import dev.shaker.evaluation.sweep.MarginalValue;
import dev.shaker.evaluation.sweep.Spread;
import dev.shaker.evaluation.sweep.SweepStatistics;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.statistics.Correlation;

/**
 * A sweep with everything its results say; all but {@code tables} is about unpruned members.
 *
 * @param tables results by sparsity
 * @param spreadsBySparsity of each table
 * @param fsd k x k over the sweep's members, NaN where not comparable; NaN everywhere off the diagonal once an adapter was
 *        retrained, because the space's matrix is then about another adapter
 * @param attacked empty where the sweep has no attack
 * @param landings of the strategies, in the order of targets and sizes
 * @param prunings this sweep's and those of sweeps of the same members, targets, sample and rows that prune otherwise; empty where it
 *        prunes nothing
 */
@SuppressWarnings("ArrayRecordComponent") // Read once, compared by nobody.
public record SweepSummary(SweepView sweep, SortedMap<BigDecimal, SweepTable> tables, double[][] fsd,
        SortedMap<BigDecimal, List<Spread>> spreadsBySparsity, List<Drop> drops, List<SweepStatistics.Point> points,
        Optional<Attacked> attacked, Optional<Correlation> correlation,
        SortedMap<Integer, Correlation> correlationsBySize,
        List<MarginalValue> marginalValues, List<Landing> landings, List<Pruned> prunings) {
    /** A sweep that nobody else pruned otherwise. */
    public SweepSummary(SweepView sweep, SortedMap<BigDecimal, SweepTable> tables, double[][] fsd,
            SortedMap<BigDecimal, List<Spread>> spreadsBySparsity, List<Drop> drops, List<SweepStatistics.Point> points,
            Optional<Attacked> attacked, Optional<Correlation> correlation,
            SortedMap<Integer, Correlation> correlationsBySize, List<MarginalValue> marginalValues,
            List<Landing> landings) {
        this(sweep, tables, fsd, spreadsBySparsity, drops, points, attacked, correlation, correlationsBySize,
                marginalValues, landings, List.of());
    }

    /**
     * What became of pruned members.
     *
     * @param how {@code magnitude}, or {@code synflow, 100 rounds, global, biases kept}
     * @param spreads by sparsity
     */
    public record Pruned(String how, SortedMap<BigDecimal, List<Spread>> spreads) {
        /** Mean accuracy of a target over the subsets of one size, by sparsity. */
        public SortedMap<BigDecimal, Double> means(int domain, int size) {
            SortedMap<BigDecimal, Double> means = new TreeMap<>();
            spreads.forEach((sparsity, all) -> all.stream()
                    .filter(spread -> spread.domain() == domain && spread.size() == size)
                    .forEach(spread -> means.put(sparsity, spread.mean())));
            return means;
        }
    }

    /**
     * The same under the sweep's attack.
     *
     * @param drops of the accuracy under attack, held against that of the target's own adapter under the same attack
     */
    public record Attacked(Attack attack, SweepTable table, List<Spread> spreads, List<Drop> drops) {}

    /** Of unpruned members. */
    public List<Spread> spreads() {
        return spreadsBySparsity.getOrDefault(BigDecimal.ZERO, List.of());
    }

    /** Of one target, by size; empty where nothing was evaluated at that sparsity. */
    public List<Spread> spreads(BigDecimal sparsity, int domain) {
        return spreadsBySparsity.getOrDefault(sparsity, List.of()).stream()
                .filter(spread -> spread.domain() == domain).toList();
    }

    /** Results of the members as they are. */
    public SweepTable dense() {
        SweepTable table = tables.get(BigDecimal.ZERO);
        return table == null ? new SweepTable(sweep.domains(), List.of()) : table;
    }
}
