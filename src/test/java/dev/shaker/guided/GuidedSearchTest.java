package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.identity.DomainName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

class GuidedSearchTest {
    private static final int CANDIDATES = 8;
    private static final int ROWS = 200;
    private static final int SEARCH = 140;
    private static final long SUBSETS = 1L << CANDIDATES - 1;

    private final QuadraticWorld world = new QuadraticWorld(CANDIDATES, ROWS, 3);

    private Question best(long budget, long seed) {
        return Question.best(world.domains(), world.target(2, SEARCH), 2, CANDIDATES, budget, seed);
    }

    private Question asked(Objective objective, List<TargetRows> targets, long budget) {
        return new Question(world.domains(), targets, objective, 1, CANDIDATES, Set.of(), Set.of(), budget, 0.95, 0.01,
                0);
    }

    private static Found search(Question question, SubsetMeasurer measurer) {
        Priors none = Priors.none(question.candidates().size());
        return GuidedSearch.search(question, none, none, measurer);
    }

    private int right(long mask) {
        return world.right(2, mask, 0, SEARCH);
    }

    private Map<Integer, Integer> mostRight() {
        Map<Integer, Integer> most = new HashMap<>();
        LongStream.range(1, 1L << CANDIDATES).filter(mask -> (mask >> 2 & 1) == 1)
                .forEach(mask -> most.merge(Long.bitCount(mask), right(mask), Math::max));
        return most;
    }

    @Test
    void equalQuestionsAreAnsweredEquallyAndByTheSameWay() {
        Found one = search(best(6000, 5), world);
        Found other = search(best(6000, 5), new QuadraticWorld(CANDIDATES, ROWS, 3));

        assertThat(other).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(longs = { 500, 2000, 6000, 15000, 1_000_000 })
    void noMoreIsSpentThanTheBudgetAndNothingIsMeasuredTwice(long budget) {
        Found found = search(best(budget, 1), world);

        assertThat(found.spent()).isLessThanOrEqualTo(budget);
        assertThat(world.batches.stream().filter(batch -> batch.from() < SEARCH).mapToLong(Batch::rowEvaluations).sum())
                .isEqualTo(found.spent());
        assertThat(found.trace().stream().mapToLong(one -> one.to() - one.from()).sum()).isEqualTo(found.spent());
        assertThat(world.repeated).isFalse();
    }

    @Test
    void confirmRowsAreAskedForLastAndWithNothingElse() {
        search(best(6000, 1), world);

        List<Batch> batches = world.batches;
        assertThat(batches.getLast().from()).isEqualTo(SEARCH);
        assertThat(batches.getLast().to()).isEqualTo(ROWS);
        assertThat(batches.subList(0, batches.size() - 1))
                .allSatisfy(batch -> assertThat(batch.to()).isLessThanOrEqualTo(SEARCH));
    }

    @Test
    void aFifthOfTheSweepFindsNearlyTheBestOfEachSize() {
        Found found = search(best(SUBSETS * SEARCH / 5, 1), world);

        Map<Integer, Integer> most = mostRight();
        double regret = found.choices().stream()
                .mapToDouble(choice -> most.get(choice.members().size()) - right(choice.mask())).average()
                .orElseThrow();
        assertThat(found.choices()).hasSize(CANDIDATES - 1);
        assertThat(100 * regret / SEARCH).isLessThan(1.5);
    }

    @Test
    void pinnedDomainsAreInEveryChoiceAndExcludedOnesInNone() {
        List<DomainName> domains = world.domains();
        var question = new Question(domains, List.of(world.target(2, SEARCH)), new Objective.Best(), 2, 6,
                Set.of(domains.get(5)), Set.of(domains.get(0), domains.get(7)), 6000, 0.95, 0.01, 0);

        Found found = search(question, world);

        assertThat(found.choices()).hasSize(5).allSatisfy(choice -> assertThat(choice.members())
                .contains(domains.get(2), domains.get(5)).doesNotContain(domains.get(0), domains.get(7)));
        assertThat(world.batches).allSatisfy(batch -> assertThat(batch.candidates()).doesNotContain(domains.get(0)));
    }

    /** A process that dies and replays what it had measured goes on where it was. */
    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 4, 6 })
    void aSearchThatWasKilledGoesOnFromWhatWasMeasured(int batches) {
        // Given
        Found whole = search(best(6000, 5), world);
        Map<Batch, List<RowAnswers>> stored = new HashMap<>();
        QuadraticWorld second = new QuadraticWorld(CANDIDATES, ROWS, 3);
        SubsetMeasurer dying = batch -> {
            if (!stored.containsKey(batch) && stored.size() == batches) {
                throw new IllegalStateException("killed");
            }
            return stored.computeIfAbsent(batch, second::measure);
        };
        assertThatThrownBy(() -> search(best(6000, 5), dying)).hasMessage("killed");

        // When
        Found found = search(best(6000, 5), batch -> stored.computeIfAbsent(batch, second::measure));

        // Then
        assertThat(found).isEqualTo(whole);
        assertThat(second.repeated).isFalse();
    }

    @Test
    void theLargestMixtureLosesNoMoreThanIsAllowedOnItsSearchRows() {
        List<TargetRows> targets = IntStream.range(0, CANDIDATES).mapToObj(target -> world.target(target, SEARCH))
                .toList();

        Found found = search(asked(new Objective.Largest(0.1), targets, 400_000), world);

        Found.Choice answer = found.answer().orElseThrow();
        assertThat(answer.value()).isGreaterThanOrEqualTo(-0.1);
        assertThat(answer.confirmations()).hasSize(answer.members().size());
        assertThat(found.choices()).filteredOn(choice -> choice.members().size() > answer.members().size())
                .allSatisfy(choice -> assertThat(choice.value()).isLessThan(-0.1));
    }

    @Test
    void theSmallestMixtureIsHardlyWorseThanTheBest() {
        Found found = search(asked(new Objective.Smallest(0.02), List.of(world.target(2, SEARCH)), 100_000), world);

        double best = found.choices().stream().mapToDouble(Found.Choice::value).max().orElseThrow();
        Found.Choice answer = found.answer().orElseThrow();
        assertThat(answer.value()).isGreaterThanOrEqualTo(best - 0.02);
        assertThat(found.choices()).filteredOn(choice -> choice.members().size() < answer.members().size())
                .allSatisfy(choice -> assertThat(choice.value()).isLessThan(best - 0.02));
    }

    @Test
    void ofSeveralTargetsAllAreInAndTheMeanCounts() {
        List<TargetRows> targets = List.of(world.target(1, SEARCH), world.target(6, SEARCH));

        Found found = search(asked(new Objective.Best(), targets, 30_000), world);

        assertThat(found.choices()).allSatisfy(choice -> {
            assertThat(choice.members()).contains(world.domains().get(1), world.domains().get(6));
            double mean = (world.right(1, choice.mask(), 0, choice.rows())
                    + world.right(6, choice.mask(), 0, choice.rows())) / (2.0 * choice.rows());
            assertThat(choice.value()).isCloseTo(mean, within(1e-12));
            assertThat(choice.confirmations()).hasSize(2);
        });
    }

    @Test
    void ofManyCandidatesThoseThatDoBestAloneAreKept() {
        // Given
        QuadraticWorld many = new QuadraticWorld(80, 100, 9);
        var question = Question.best(many.domains(), many.target(4, 70), 2, 5, 40_000, 0);

        // When
        Found found = search(question, many);

        // Then
        List<DomainName> best = many.domains().stream().sorted(Comparator.comparing(one -> -alone(one))).limit(12)
                .toList();
        Set<DomainName> kept = new TreeSet<>(best);
        kept.add(many.domains().get(4));
        assertThat(found.candidates()).containsExactlyElementsOf(kept);
        assertThat(found.spent()).isLessThanOrEqualTo(40_000).isGreaterThan(80 * 64);
    }

    private static int alone(DomainName one) {
        QuadraticWorld many = new QuadraticWorld(80, 100, 9);
        return many.measure(new Batch(many.domains().get(4), List.of(one), List.of(1L), 0, 64)).getFirst().right()
                .cardinality();
    }

    @Test
    void aBudgetThatDoesNotReachForEveryAdapterAloneIsRefused() {
        assertThatThrownBy(() -> search(best(100, 0), world)).hasMessageContaining("ask for 384 or more")
                .extracting("code").isEqualTo(ErrorCode.REQUEST_INVALID);
    }

    @Test
    void aTargetThatIsExcludedIsRefused() {
        assertThatThrownBy(
                () -> new Question(world.domains(), List.of(world.target(2, SEARCH)), new Objective.Best(), 1, 3,
                        Set.of(), Set.of(world.domains().get(2)), 1000, 0.95, 0.01, 0))
                .hasMessageContaining("d002")
                .extracting("code").isEqualTo(ErrorCode.REQUEST_INVALID);
    }

    /** Where there are too many subsets to look at each, a beam finds what looking at each does, on a smooth score. */
    @Test
    void aBeamFindsWhatLookingAtEveryOneFinds() {
        double[] worth = IntStream.range(0, 12).mapToDouble(i -> Math.sin(7 * i)).toArray();
        LongToDoubleFunction score = mask -> {
            double sum = 0;
            for (int i = 0; i < 12; i++) {
                sum += (mask >> i & 1) * worth[i] + (mask >> i & mask >> (i + 5) % 12 & 1) * worth[(3 * i) % 12];
            }
            return sum;
        };

        Map<Integer, Long> beam = new Subspace(12, 0b100, 0b100, 1, 12, 0).best(score, mask -> mask % 7 != 3);
        Map<Integer, Long> every = new Subspace(12, 0b100, 0b100, 1, 12).best(score, mask -> mask % 7 != 3);

        assertThat(beam.keySet()).isEqualTo(every.keySet());
        List<Double> lost = new ArrayList<>();
        every.forEach((size, mask) -> lost.add(score.applyAsDouble(mask) - score.applyAsDouble(beam.get(size))));
        assertThat(lost).allSatisfy(one -> assertThat(one).isBetween(-1e-9, 1e-9));
    }

    @ParameterizedTest
    @EnumSource(Baseline.class)
    void everyBaselineChoosesASubsetOfEachSizeAndKeepsToTheBudget(Baseline baseline) {
        Map<Integer, Long> chosen = baseline.choose(best(20L * SEARCH, 3), Priors.none(CANDIDATES), world);

        assertThat(chosen.keySet()).containsExactlyElementsOf(IntStream.rangeClosed(2, CANDIDATES).boxed().toList());
        assertThat(chosen).allSatisfy((size, mask) -> {
            assertThat(Long.bitCount(mask)).isEqualTo(size);
            assertThat(mask >> 2 & 1).isOne();
        });
        assertThat(world.batches.stream().mapToLong(Batch::rowEvaluations).sum()).isLessThanOrEqualTo(20L * SEARCH);
    }

    @Test
    void forwardSelectionAddsTheBestEachTime() {
        Map<Integer, Long> chosen = Baseline.FORWARD.choose(best(1_000_000, 3), Priors.none(CANDIDATES), world);

        long mask = 1L << 2;
        for (int size = 2; size <= CANDIDATES; size++) {
            long from = mask;
            int most = IntStream.range(0, CANDIDATES).filter(i -> (from >> i & 1) == 0)
                    .map(i -> right(from | 1L << i)).max().orElseThrow();
            assertThat(right(chosen.get(size))).isEqualTo(most);
            mask = chosen.get(size);
        }
    }
}
