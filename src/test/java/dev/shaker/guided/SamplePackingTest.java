package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.shaker.djl.SampleMeasurer;
import dev.shaker.identity.DomainName;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Into how few mixtures the sample's domains go: the packing of a search against the exact optimum of the stored tables, and against
 * unions by FSD alone with the same budget. Only domains with a table take part; of each the first 63 rows are searched with.
 */
class SamplePackingTest {
    private static final int ROWS = 64;
    private static final int SEEDS = 5;

    private final List<SubsetTable> tables = SubsetTable.measured().stream().map(SubsetTable::of).toList();
    private final List<DomainName> domains = tables.stream().map(table -> SubsetTable.DOMAINS.get(table.target()))
            .toList();

    private List<TargetRows> targets(long seed) {
        List<TargetRows> targets = new ArrayList<>();
        for (SubsetTable table : tables) {
            int[] labels = Arrays.copyOf(table.labels(), ROWS);
            targets.add(new TargetRows(SubsetTable.DOMAINS.get(table.target()), 1, labels, table.classes(),
                    new RowSplit(RowOrder.of(labels, seed), ROWS - 1)));
        }
        return targets;
    }

    private Question question(List<TargetRows> targets, double drop, double share, long seed) {
        long evaluations = (long) domains.size() << domains.size() - 1;
        return new Question(domains, targets, new Objective.Largest(drop), 1, domains.size(), Set.of(), Set.of(),
                Math.round(share * evaluations * (ROWS - 1)), 0.95, 0.01, seed);
    }

    /** A mask over these domains as one over all of the sample. */
    private long wide(long mask) {
        long wide = 0;
        for (int i = 0; i < domains.size(); i++) {
            if ((mask >> i & 1) == 1) {
                wide |= 1L << SubsetTable.DOMAINS.indexOf(domains.get(i));
            }
        }
        return wide;
    }

    private int[] places(TargetRows target, int from, int to) {
        return target.split().order().rows(from, to);
    }

    private SubsetMeasurer measurer(List<TargetRows> targets, SampleMeasurer sample) {
        Map<DomainName, TargetRows> byName = new HashMap<>();
        targets.forEach(target -> byName.put(target.domain(), target));
        return batch -> sample.measure(
                new Batch(batch.target(), SubsetTable.DOMAINS, batch.masks().stream().map(this::wide).toList(),
                        batch.from(), batch.to()),
                ROWS, places(byName.get(batch.target()), batch.from(), batch.to()));
    }

    private SubsetMeasurer bits(List<TargetRows> targets) {
        return batch -> batch.masks().stream().map(mask -> {
            int target = domains.indexOf(batch.target());
            return tables.get(target).answer(wide(mask), places(targets.get(target), batch.from(), batch.to()));
        }).toList();
    }

    /** Whether none loses more than the drop, by the tables. */
    private boolean holds(long mask, List<TargetRows> targets, double drop) {
        return IntStream.range(0, domains.size()).filter(target -> (mask >> target & 1) == 1).allMatch(target -> {
            int[] places = places(targets.get(target), 0, ROWS - 1);
            SubsetTable table = tables.get(target);
            int lost = table.right(wide(1L << target), places) - table.right(wide(mask), places);
            return lost <= drop * places.length + 1e-9;
        });
    }

    private void assertSound(Packing.Packed packed, List<TargetRows> targets, double drop) {
        long seen = 0;
        for (Found.Choice group : packed.groups()) {
            assertThat(seen & group.mask()).isZero();
            seen |= group.mask();
            assertThat(holds(group.mask(), targets, drop)).as("%s", group.members()).isTrue();
        }
        assertThat(seen).isEqualTo((1L << domains.size()) - 1);
    }

    private int exact(List<TargetRows> targets, double drop) {
        return Partition.fewest(domains.size(), mask -> holds(mask, targets, drop)).size();
    }

    @Test
    void unionsByDistanceAreSoundAndNoFewerThanTheExactOptimum() {
        List<TargetRows> targets = targets(0);
        Packing.Packed packed = Packing.byDistance(question(targets, 0.05, 0.02, 0), among(SampleFsd.priors()),
                bits(targets));

        assertSound(packed, targets, 0.05);
        assertThat(packed.groups()).hasSizeGreaterThanOrEqualTo(exact(targets, 0.05));
    }

    private Priors among(Priors all) {
        return all.among(domains.stream().map(SubsetTable.DOMAINS::indexOf).toList());
    }

    /** The figures of docs/findings.md. */
    @Test
    @Tag("proof")
    void numbersOfMixturesAgainstTheExactOptimumAndUnionsByFsd() {
        Priors fsd = among(SampleFsd.priors());
        System.out.printf("%d domains: %s%n", domains.size(), domains);
        System.out.println("| drop | share | exact | guided | by FSD | guided spent | by FSD spent |");
        try (SampleMeasurer sample = new SampleMeasurer()) {
            for (double drop : new double[]{ 0.01, 0.03, 0.05 }) {
                for (double share : new double[]{ 0.05, 0.1, 0.2 }) {
                    double[] sums = new double[5];
                    for (int seed = 0; seed < SEEDS; seed++) {
                        List<TargetRows> targets = targets(seed);
                        Question question = question(targets, drop, share, seed);
                        Packing.Packed guided = Packing.pack(question, fsd, measurer(targets, sample));
                        Packing.Packed near = Packing.byDistance(question, fsd, bits(targets));
                        assertSound(guided, targets, drop);
                        assertSound(near, targets, drop);
                        sums[0] += exact(targets, drop);
                        sums[1] += guided.groups().size();
                        sums[2] += near.groups().size();
                        sums[3] += guided.spent() / (double) question.budget();
                        sums[4] += near.spent() / (double) question.budget();
                        assertThat(guided.spent()).isLessThanOrEqualTo(question.budget());
                    }
                    System.out.printf(Locale.ROOT, "| %.0f points | %.0f %% | %.1f | %.1f | %.1f | %.2f | %.2f |%n",
                            100 * drop, 100 * share, sums[0] / SEEDS, sums[1] / SEEDS, sums[2] / SEEDS,
                            sums[3] / SEEDS, sums[4] / SEEDS);
                }
            }
        }
    }
}
