package dev.shaker.mixture.select;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.error.ErrorCode;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Ratio;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.spec.Selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

public class SelectorTest {
    /** Averages: a 0.2, b 0.25, c 0.3, d 0.35 times 3/4. */
    private static final FsdMatrix FOUR = matrix(new int[][]{ {}, { 10 }, { 20, 30 }, { 30, 35, 40 } }, 100);

    @Test
    void paperTakesTheSmallestAveragesAndPaperMaxTheLargest() {
        assertThat(domains(new Selection.Sized(Selection.Rule.PAPER, 2, Named.domains()))).containsExactly("a", "b");
        assertThat(domains(new Selection.Sized(Selection.Rule.PAPER_MAX, 2, Named.domains()))).containsExactly("c",
                "d");
    }

    @Test
    void targetsAreMembersWhateverTheirCounts() {
        assertThat(domains(new Selection.Sized(Selection.Rule.PAPER, 2, Named.domains("d")))).containsExactly("a", "d");
        assertThat(domains(new Selection.Sized(Selection.Rule.GREEDY, 2, Named.domains("d")))).containsExactly("a",
                "d");
        assertThat(domains(new Selection.Sized(Selection.Rule.EXACT, 2, Named.domains("d")))).containsExactly("a", "d");
        assertThat(domains(new Selection.Sized(Selection.Rule.EXACT, 3, Named.domains("c", "d")))).containsExactly("a",
                "c", "d");
    }

    @Test
    void greedyStartsFromTheBestPair() {
        Selected selected = Selector.select(FOUR, new Selection.Sized(Selection.Rule.GREEDY, 3, Named.domains()));

        assertThat(selected.order().stream().map(one -> one.domain().name())).containsExactly("a", "b", "c");
        assertThat(selected.meanPairwise()).contains(Ratio.of(60, 300));
    }

    @Test
    void thresholdGrowsOnlyWhileEveryPairStaysBelow() {
        assertThat(domains(new Selection.Threshold(new BigDecimal("0.31"), Named.domains()))).containsExactly("a", "b",
                "c");
        assertThat(domains(new Selection.Threshold(new BigDecimal("0.30"), Named.domains()))).containsExactly("a", "b");
        assertThat(domains(new Selection.Threshold(new BigDecimal("0.10"), Named.domains()))).containsExactly("a");
        assertThatThrownBy(() -> domains(new Selection.Threshold(new BigDecimal("0.35"), Named.domains("c", "d"))))
                .hasMessageContaining("'c'").hasMessageContaining("'d'").extracting("code")
                .isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
    }

    @Test
    void anotherMeasureDecidesInThePlaceOfFsdAndTheScoresStayThoseOfFsd() {
        // By FSD a and b are the best pair, by distance c and d.
        Optional<FsdView> distances = Optional.of(matrix(new int[][]{ {}, { 90 }, { 50, 60 }, { 70, 80, 10 } }, 100));

        Selected greedy = Selector.select(FOUR, new Selection.Sized(Selection.Rule.GREEDY, 2, Named.domains()),
                Embeddings.NONE,
                distances);

        assertThat(DomainName.texts(greedy.domains())).containsExactly("c", "d");
        assertThat(greedy.meanPairwise()).contains(Ratio.of(40, 100));
        for (Selection.Rule rule : List.of(Selection.Rule.EXACT, Selection.Rule.PAPER)) {
            assertThat(DomainName.texts(Selector
                    .select(FOUR, new Selection.Sized(rule, 2, Named.domains()), Embeddings.NONE, distances).domains()))
                    .containsExactly("c", "d");
        }
        assertThat(Selector
                .select(FOUR, new Selection.Sized(Selection.Rule.SIMILARITY, 3, Named.domains("a")), Embeddings.NONE,
                        distances)
                .order()).extracting(one -> one.domain().name()).containsExactly("a", "c", "d");
        assertThat(DomainName.texts(Selector
                .select(FOUR, new Selection.Threshold(new BigDecimal("0.55"), Named.domains("a")), Embeddings.NONE,
                        distances)
                .domains())).containsExactly("a", "c");
    }

    @Test
    void similarityTakesTheNearestTexts() {
        Map<String, float[]> texts = Map.of("a", new float[]{ 1, 0 }, "b", new float[]{ 0, 1 }, "c",
                new float[]{ 2, 1 }, "d", new float[]{ -1, 0 });
        Embeddings embeddings = domain -> Optional.ofNullable(texts.get(domain.name()));

        Selected selected = Selector.select(FOUR, new Selection.Sized(Selection.Rule.SIMILARITY, 2, Named.domains("a")),
                embeddings);

        assertThat(DomainName.texts(selected.domains())).containsExactly("a", "c");
        assertThat(selected.order().get(1).similarity().orElseThrow()).isBetween(0.89, 0.9);
        assertThatThrownBy(
                () -> Selector.select(FOUR, new Selection.Sized(Selection.Rule.SIMILARITY, 2, Named.domains("a"))))
                .hasMessageContaining("embedding");
    }

    @Test
    void explicitTakesWhatIsNamed() {
        assertThat(domains(new Selection.Explicit(Named.domains("d", "b")))).containsExactly("b", "d");
    }

    @Test
    void refusesAnUnknownDomainNamingTheKnownOnes() {
        assertThatThrownBy(() -> domains(new Selection.Explicit(Named.domains("a", "nope"))))
                .hasMessageContaining("'nope'")
                .hasMessageContaining("a, b, c, d").extracting("code").isEqualTo(ErrorCode.DOMAIN_UNKNOWN);
    }

    @Test
    void refusesMoreThanThereAre() {
        for (Selection selection : List.of(new Selection.Sized(Selection.Rule.PAPER, 5, Named.domains()),
                new Selection.Sized(Selection.Rule.PAPER_MAX, 5, Named.domains()),
                new Selection.Sized(Selection.Rule.GREEDY, 5, Named.domains()),
                new Selection.Sized(Selection.Rule.EXACT, 5, Named.domains()),
                new Selection.Sized(Selection.Rule.SIMILARITY, 5, Named.domains("a")))) {
            assertThatThrownBy(() -> domains(selection)).extracting("code").isEqualTo(ErrorCode.MIXTURE_TOO_LARGE);
        }
        assertThatThrownBy(() -> new Selection.Sized(Selection.Rule.PAPER, 0, Named.domains())).extracting("code")
                .isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
    }

    @Test
    void tiesGoToTheSmallerAdapterIdWhateverTheOrderOfTheMatrix() {
        int[][] equal = { {}, { 7 }, { 7, 7 }, { 7, 7, 7 }, { 7, 7, 7, 7 } };
        FsdMatrix matrix = matrix(equal, 21);
        for (int seed = 0; seed < 10; seed++) {
            FsdMatrix shuffled = shuffled(matrix, seed);
            for (Selection selection : List.of(new Selection.Sized(Selection.Rule.PAPER, 3, Named.domains()),
                    new Selection.Sized(Selection.Rule.PAPER_MAX, 3, Named.domains()),
                    new Selection.Sized(Selection.Rule.GREEDY, 3, Named.domains()),
                    new Selection.Sized(Selection.Rule.EXACT, 3, Named.domains()),
                    new Selection.Threshold(new BigDecimal("0.5"), Named.domains()))) {
                List<String> expected = selection instanceof Selection.Threshold
                        ? List.of("a", "b", "c", "d", "e")
                        : List.of("a", "b", "c");
                assertThat(DomainName.texts(Selector.select(shuffled, selection).domains())).isEqualTo(expected);
            }
        }
    }

    @Test
    void pairsThatAreNotComparableNeverMeet() {
        FsdMatrix matrix = FsdMatrix.builder().add(Named.domain("a"), Named.adapter("1"))
                .add(Named.domain("b"), Named.adapter("2")).add(Named.domain("c"), Named.adapter("3"))
                .pair(Named.domain("a"), Named.domain("b"), PairConflicts.sums(4, 10, 10))
                .pair(Named.domain("b"), Named.domain("c"), PairConflicts.sums(3, 10, 10)).build();

        assertThat(DomainName.texts(
                Selector.select(matrix, new Selection.Sized(Selection.Rule.GREEDY, 2, Named.domains("a"))).domains()))
                .containsExactly("a", "b");
        assertThat(DomainName.texts(
                Selector.select(matrix, new Selection.Sized(Selection.Rule.EXACT, 2, Named.domains("a"))).domains()))
                .containsExactly("a", "b");
        assertThatThrownBy(() -> Selector.select(matrix, new Selection.Sized(Selection.Rule.EXACT, 3, Named.domains())))
                .extracting("code").isEqualTo(ErrorCode.MIXTURE_REQUEST_INVALID);
        assertThatThrownBy(() -> Selector.select(matrix, new Selection.Explicit(Named.domains("a", "c"))))
                .hasMessageContaining("'a'").extracting("code").isEqualTo(ErrorCode.ADAPTER_NOT_COMPARABLE);
    }

    @Property(tries = 150)
    void exactEqualsBruteForce(@ForAll @IntRange(min = 2, max = 9) int k, @ForAll Random random,
            @ForAll @IntRange(min = 1, max = 30) int spread, @ForAll boolean oneSize) {
        FsdMatrix matrix = random(k, random, spread, oneSize);
        int size = 1 + random.nextInt(k);
        SortedSet<DomainName> targets = new TreeSet<>();
        for (int i = 0; i < random.nextInt(size + 1); i++) {
            targets.add(matrix.entry(random.nextInt(k)).domain());
        }

        Selected selected = Selector.select(matrix, new Selection.Sized(Selection.Rule.EXACT, size, targets));

        if (size > 1) {
            assertThat(selected.domains()).isEqualTo(bruteForce(matrix, size, targets));
        }
    }

    @Test
    void exactEqualsBruteForceUpToSixteen() {
        for (int size : new int[]{ 2, 5, 8, 11, 15 }) {
            FsdMatrix matrix = random(16, new Random(size), 1000, true);

            assertThat(
                    Selector.select(matrix, new Selection.Sized(Selection.Rule.EXACT, size, Named.domains())).domains())
                    .isEqualTo(bruteForce(matrix, size, Named.domains()));
        }
    }

    @Test
    void exactChoosesFifteenOfThirtyInSeconds() {
        FsdMatrix matrix = random(30, new Random(1), 1_000_000, true);

        long start = System.nanoTime();
        Selected exact = Selector.select(matrix, new Selection.Sized(Selection.Rule.EXACT, 15, Named.domains()));
        double seconds = (System.nanoTime() - start) / 1e9;

        Selected greedy = Selector.select(matrix, new Selection.Sized(Selection.Rule.GREEDY, 15, Named.domains()));
        assertThat(exact.meanPairwise().orElseThrow()).isLessThanOrEqualTo(greedy.meanPairwise().orElseThrow());
        assertThat(seconds).isLessThan(20);
    }

    private static List<String> domains(Selection selection) {
        return DomainName.texts(Selector.select(FOUR, selection).domains());
    }

    /** Domains a, b, … with ids in the same order. */
    @Test
    void aMixtureHasAtMostAThousandMembers() {
        FsdMatrix matrix = random(1_002, new Random(3), 5, true);
        for (Selection selection : List.of(new Selection.Sized(Selection.Rule.GREEDY, 1_001, new TreeSet<>()),
                new Selection.Sized(Selection.Rule.PAPER, 1_001, new TreeSet<>()))) {
            assertThatThrownBy(() -> Selector.select(matrix, selection)).extracting("code")
                    .isEqualTo(ErrorCode.MIXTURE_TOO_LARGE);
        }
        assertThatThrownBy(() -> Selector.select(matrix, new Selection.Threshold(BigDecimal.ONE, new TreeSet<>())))
                .hasMessageContaining("more than 1000 adapters stay below 1");
    }

    public static FsdMatrix matrix(int[][] conflicts, int total) {
        var builder = FsdMatrix.builder();
        for (int i = 0; i < conflicts.length; i++) {
            builder.add(name(i), Named.adapter("id-" + name(i)));
            for (int j = 0; j < i; j++) {
                builder.pair(name(i), name(j), PairConflicts.sums(conflicts[i][j], total, total));
            }
        }
        return builder.build();
    }

    static FsdMatrix random(int k, Random random, int spread, boolean oneSize) {
        var builder = FsdMatrix.builder();
        for (int i = 0; i < k; i++) {
            builder.add(name(i), Named.adapter("id-" + name(i)));
            for (int j = 0; j < i; j++) {
                int total = spread + (oneSize ? 1 : 1 + random.nextInt(1_000_000_000));
                builder.pair(name(i), name(j), PairConflicts.sums(random.nextInt(spread), total, total));
            }
        }
        return shuffled(builder.build(), random.nextInt());
    }

    private static FsdMatrix shuffled(FsdMatrix matrix, long seed) {
        List<FsdMatrix.Entry> entries = new ArrayList<>(matrix.entries());
        Collections.shuffle(entries, new Random(seed));
        var builder = FsdMatrix.builder();
        entries.forEach(e -> builder.add(e.domain(), e.adapterId()));
        for (int i = 0; i < matrix.size(); i++) {
            for (int j = 0; j < i; j++) {
                builder.pair(matrix.entry(i).domain(), matrix.entry(j).domain(), matrix.pair(i, j).orElseThrow());
            }
        }
        return builder.build();
    }

    private static DomainName name(int i) {
        return Named.domain(i < 26 ? String.valueOf((char) ('a' + i)) : "z%04d".formatted(i));
    }

    /** All subsets in the order of ids, so the first of equal ones is the one with the smallest ids. */
    private static List<DomainName> bruteForce(FsdMatrix matrix, int size, SortedSet<DomainName> targets) {
        List<DomainName> ids = matrix.entries().stream().map(FsdMatrix.Entry::domain).sorted().toList();
        int k = ids.size();
        Ratio least = Ratio.of(Long.MAX_VALUE, 1);
        List<DomainName> best = List.of();
        for (int subset = (1 << k) - 1; subset > 0; subset--) {
            if (Integer.bitCount(subset) != size) {
                continue;
            }
            List<DomainName> members = new ArrayList<>();
            for (int i = 0; i < k; i++) {
                if ((subset >> (k - 1 - i) & 1) == 1) {
                    members.add(ids.get(i));
                }
            }
            if (!members.containsAll(targets)) {
                continue;
            }
            Ratio sum = Ratio.ZERO;
            for (int a = 0; a < size; a++) {
                for (int b = 0; b < a; b++) {
                    sum = sum.plus(matrix.fsd(matrix.indexOf(members.get(a)).orElseThrow(),
                            matrix.indexOf(members.get(b)).orElseThrow()).orElseThrow());
                }
            }
            if (sum.compareTo(least) < 0) {
                least = sum;
                best = members;
            }
        }
        return best;
    }
}
