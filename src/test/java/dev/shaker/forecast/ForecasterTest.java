package dev.shaker.forecast;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.guided.SampleFsd;
import dev.shaker.guided.SubsetTable;
import dev.shaker.identity.DomainName;

import static org.assertj.core.api.Assertions.assertThat;

/** What is foretold, held against the stored table of all subsets of the sample on nine domains. */
class ForecasterTest {
    private static final int SEEDS = 3;
    private static final int ASKED = 150;
    private static Map<DomainName, List<Observation>> truth;
    private static ToDoubleBiFunction<DomainName, DomainName> fsd;

    @BeforeAll
    static void read() {
        FsdMatrix matrix = SampleFsd.matrix();
        fsd = (one, other) -> matrix
                .pair(matrix.indexOf(one).orElseThrow(), matrix.indexOf(other).orElseThrow()).orElseThrow().fsd()
                .toDouble();
        truth = new HashMap<>();
        for (String name : SubsetTable.measured()) {
            SubsetTable table = SubsetTable.of(name);
            DomainName target = SubsetTable.DOMAINS.get(table.target());
            Map<Long, BitSet> right = table.right();
            int alone = right.get(1L << table.target()).cardinality();
            List<Observation> all = new ArrayList<>();
            right.forEach((mask, bits) -> {
                if ((mask >> table.target() & 1) == 1 && Long.bitCount(mask) > 1) {
                    all.add(new Observation(target, members(mask), alone, bits.cardinality(), table.size()));
                }
            });
            all.sort((one, other) -> one.members().stream().sorted().toList().toString()
                    .compareTo(other.members().stream().sorted().toList().toString()));
            truth.put(target, all);
        }
    }

    /** Shares of forecasts that held. */
    private static final class Held {
        private long asked;
        private long held;

        void add(Forecast forecast, Observation measured) {
            asked++;
            held += forecast.low() <= measured.drop() && measured.drop() <= forecast.high() ? 1 : 0;
        }

        double share() {
            return (double) held / asked;
        }
    }

    @Test
    void fromMixturesWithADomainIntervalsHoldWhatTheyPromise() {
        for (int measured : List.of(12, 25, 40, 80)) {
            Held held = new Held();
            for (int seed = 0; seed < SEEDS; seed++) {
                Random random = new Random(seed);
                for (List<Observation> all : truth.values()) {
                    List<Observation> shuffled = new ArrayList<>(all);
                    Collections.shuffle(shuffled, random);
                    Forecaster forecaster = new Forecaster(shuffled.subList(0, measured), fsd);
                    for (Observation asked : shuffled.subList(measured, measured + ASKED)) {
                        Forecast forecast = forecaster.of(asked.target(), asked.members()).orElseThrow();
                        assertThat(forecast.basis()).isEqualTo(Forecast.Basis.DOMAIN);
                        assertThat(forecast.observations()).isEqualTo(measured);
                        held.add(forecast, asked);
                    }
                }
            }
            assertThat(held.share()).as("%d measured", measured).isBetween(0.85, 0.95);
        }
    }

    @Test
    void fromOtherDomainsAloneTooButWide() {
        Held held = new Held();
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            Map<DomainName, List<Observation>> shuffled = new HashMap<>();
            truth.forEach((target, all) -> {
                List<Observation> some = new ArrayList<>(all);
                Collections.shuffle(some, random);
                shuffled.put(target, some);
            });
            for (DomainName target : truth.keySet()) {
                List<Observation> others = new ArrayList<>();
                shuffled.forEach((other, all) -> others.addAll(other.equals(target) ? List.of() : all.subList(0, 20)));
                Forecaster forecaster = new Forecaster(others, fsd);
                for (Observation asked : shuffled.get(target).subList(0, ASKED)) {
                    Forecast forecast = forecaster.of(target, asked.members()).orElseThrow();
                    assertThat(forecast.basis()).isEqualTo(Forecast.Basis.SPACE);
                    held.add(forecast, asked);
                }
            }
        }
        assertThat(held.share()).isBetween(0.85, 0.98);
    }

    @Test
    void whatWasMeasuredIsNotForetold() {
        Observation measured = truth.values().iterator().next().getFirst();
        Forecast forecast = new Forecaster(List.of(measured), fsd).of(measured.target(), measured.members())
                .orElseThrow();
        assertThat(forecast.basis()).isEqualTo(Forecast.Basis.MIXTURE);
        assertThat(forecast.drop()).isEqualTo(measured.drop());
        assertThat(forecast.low()).isLessThan(measured.drop());
        assertThat(forecast.high()).isGreaterThan(measured.drop());
    }

    @Test
    void whereNothingNearIsKnownNothingIsSaid() {
        List<DomainName> targets = List.copyOf(truth.keySet());
        List<Observation> few = new ArrayList<>();
        targets.subList(0, 3).forEach(target -> few.addAll(truth.get(target).subList(0, 20)));
        Observation asked = truth.get(targets.get(5)).getFirst();
        assertThat(new Forecaster(few, fsd).of(asked.target(), asked.members())).isEmpty();
        assertThat(new Forecaster(List.of(), fsd).of(asked.target(), asked.members())).isEmpty();
    }

    @Test
    void whatSpeaksForFsdInTheSampleIsLittle() {
        FsdEvidence evidence = FsdEvidence
                .of(truth.values().stream().flatMap(all -> all.subList(0, 100).stream()).toList(), fsd);
        assertThat(evidence.domains()).isEqualTo(truth.size());
        assertThat(evidence.lowerWasBetter()).isBetween(evidence.pairs() / 3, evidence.pairs() * 2 / 3);
        assertThat(evidence.correlation().orElseThrow().value()).isBetween(-0.3, 0.3);
    }

    @Test
    void pairsOfOneSizeAndDomainAreCounted() {
        // Given
        DomainName a = new DomainName("a");
        DomainName b = new DomainName("b");
        DomainName c = new DomainName("c");
        DomainName d = new DomainName("d");
        ToDoubleBiFunction<DomainName, DomainName> distances = (one, other) -> one.equals(a)
                ? other.name().charAt(0) / 1000.0
                : 0.4;

        // When
        FsdEvidence evidence = FsdEvidence.of(List.of(new Observation(a, Set.of(a, b), 90, 80, 100),
                new Observation(a, Set.of(a, c), 90, 70, 100), new Observation(a, Set.of(a, d), 90, 75, 100),
                new Observation(a, Set.of(a, c, d), 90, 10, 100)), distances);

        // Then
        assertThat(evidence.mixtures()).isEqualTo(3);
        assertThat(evidence.pairs()).isEqualTo(3);
        assertThat(evidence.lowerWasBetter()).isEqualTo(2);
        assertThat(evidence.correlation().orElseThrow().value()).isCloseTo(0.5,
                org.assertj.core.api.Assertions.within(1e-12));
    }

    private static Set<DomainName> members(long mask) {
        Set<DomainName> members = new HashSet<>();
        for (int i = 0; i < SubsetTable.DOMAINS.size(); i++) {
            if ((mask >> i & 1) == 1) {
                members.add(SubsetTable.DOMAINS.get(i));
            }
        }
        return members;
    }
}
