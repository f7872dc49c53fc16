package dev.shaker.evaluation.sweep;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.identity.DomainName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

class SweepStatisticsTest {
    private static final List<String> DOMAINS = List.of("a", "b", "c", "d");

    @Property(tries = 100)
    void spreadsAreThoseOfANaiveLoop(@ForAll long seed) {
        SweepTable table = full(new Random(seed), 20);
        for (Spread spread : SweepStatistics.spreads(table)) {
            double sum = 0;
            double min = 2;
            double max = -1;
            int count = 0;
            for (long mask = 1; mask < 16; mask++) {
                if (Long.bitCount(mask) == spread.size() && (mask >>> spread.domain() & 1) != 0) {
                    double accuracy = table.accuracy(mask, spread.domain()).orElseThrow();
                    sum += accuracy;
                    min = Math.min(min, accuracy);
                    max = Math.max(max, accuracy);
                    count++;
                }
            }
            double squares = 0;
            for (long mask = 1; mask < 16; mask++) {
                if (Long.bitCount(mask) == spread.size() && (mask >>> spread.domain() & 1) != 0) {
                    squares += Math.pow(table.accuracy(mask, spread.domain()).orElseThrow() - sum / count, 2);
                }
            }
            assertThat(spread.count()).isEqualTo(count);
            assertThat(spread.mean()).isCloseTo(sum / count, within(1e-12));
            assertThat(spread.variance()).isCloseTo(count == 1 ? 0 : squares / (count - 1), within(1e-12));
            assertThat(spread.min()).isEqualTo(min);
            assertThat(spread.max()).isEqualTo(max);
            assertThat(table.accuracy(spread.best(), spread.domain())).hasValue(max);
            assertThat(table.accuracy(spread.worst(), spread.domain())).hasValue(min);
        }
        assertThat(SweepStatistics.spreads(table)).hasSize(16);
    }

    @Property(tries = 100)
    void theMarginalValueIsWhatLeavingOneOutCosts(@ForAll long seed) {
        SweepTable table = full(new Random(seed), 50);
        List<MarginalValue> values = SweepStatistics.marginalValues(table);
        assertThat(values).hasSize(12);
        for (MarginalValue value : values) {
            double sum = 0;
            int count = 0;
            for (long mask = 1; mask < 16; mask++) {
                boolean both = (mask >>> value.domain() & 1) != 0 && (mask >>> value.adapter() & 1) != 0;
                if (both) {
                    sum += table.accuracy(mask, value.domain()).orElseThrow()
                            - table.accuracy(mask - (1L << value.adapter()), value.domain()).orElseThrow();
                    count++;
                }
            }
            assertThat(value.count()).isEqualTo(count).isEqualTo(4);
            assertThat(value.mean()).isCloseTo(sum / count, within(1e-12));
        }
    }

    @Test
    void dropsAreHeldAgainstTheAdapterAlone() {
        SweepTable table = new SweepTable(DomainName.all(List.of("a", "b")),
                List.of(new SweepTable.Score(0b01, 0, 90, 100),
                        new SweepTable.Score(0b10, 1, 80, 100), new SweepTable.Score(0b11, 0, 70, 100),
                        new SweepTable.Score(0b11, 1, 85, 100)));
        assertThat(SweepStatistics.drops(table, table)).extracting(Drop::drop).satisfiesExactly(
                a -> assertThat(a).isCloseTo(0.2, within(1e-12)), b -> assertThat(b).isCloseTo(-0.05, within(1e-12)));
    }

    @Test
    void correlationsBySizeAreThoseOfTheSizesOwnPoints() {
        // Given: within each size drop rises with FSD, and from size to size it falls
        List<SweepStatistics.Point> points = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            points.add(new SweepStatistics.Point(3L << i, 0, 0.1 + 0.01 * i, 0.5 + 0.01 * i));
            points.add(new SweepStatistics.Point(7L << i, 0, 0.4 + 0.01 * i, 0.1 + 0.01 * i));
        }
        points.add(new SweepStatistics.Point(15, 0, 0.3, 0.2));

        // When
        var bySize = SweepStatistics.correlationsBySize(points, 100, 7);

        // Then
        assertThat(bySize).containsOnlyKeys(2, 3);
        assertThat(bySize.values()).allSatisfy(
                correlation -> assertThat(correlation.pearson().value()).isCloseTo(1, within(1e-9)));
        assertThat(SweepStatistics.correlation(points, 100, 7).orElseThrow().pearson().value()).isNegative();
    }

    @Test
    void theFsdOfASubsetIsTheMeanOverItsPairs() {
        SweepTable table = full(new Random(1), 10);
        double[][] fsd = { { 0, .1, .2, .3 }, { .1, 0, .4, .5 }, { .2, .4, 0, Double.NaN }, { .3, .5, Double.NaN, 0 } };
        List<SweepStatistics.Point> points = SweepStatistics.fsdAgainstDrop(table, fsd);
        assertThat(points).filteredOn(point -> point.subset() == 0b0111).hasSize(3)
                .allSatisfy(point -> assertThat(point.fsd()).isCloseTo((.1 + .2 + .4) / 3, within(1e-12)));
        assertThat(points).noneMatch(point -> (point.subset() & 0b1100) == 0b1100);
        assertThat(points).allSatisfy(point -> assertThat(point.drop()).isEqualTo(
                table.alone(point.domain()).orElseThrow()
                        - table.accuracy(point.subset(), point.domain()).orElseThrow()));
    }

    @Test
    void aLandingCountsTheWorseSubsetsOfItsSize() {
        SweepTable table = new SweepTable(DomainName.all(DOMAINS), List.of(new SweepTable.Score(0b0011, 0, 5, 10),
                new SweepTable.Score(0b0101, 0, 7, 10), new SweepTable.Score(0b1001, 0, 6, 10),
                new SweepTable.Score(0b0111, 0, 1, 10)));
        assertThat(SweepStatistics.landing(table, "greedy", 0, 0b1001)).hasValueSatisfying(
                landing -> assertThat(landing.above()).isCloseTo(0.5, within(1e-12)));
        assertThat(SweepStatistics.landing(table, "greedy", 0, 0b0101).orElseThrow().above())
                .isCloseTo(2.5 / 3, within(1e-12));
        assertThat(SweepStatistics.landing(table, "greedy", 1, 0b0011)).isEmpty();
    }

    private static SweepTable full(Random random, int rows) {
        List<SweepTable.Score> scores = new ArrayList<>();
        for (long mask = 1; mask < 16; mask++) {
            for (int domain = 0; domain < 4; domain++) {
                if ((mask >>> domain & 1) != 0) {
                    scores.add(new SweepTable.Score(mask, domain, random.nextInt(rows + 1), rows));
                }
            }
        }
        return new SweepTable(DomainName.all(DOMAINS), scores);
    }
}
