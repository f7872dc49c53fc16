package dev.shaker.guided;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class PackingTest {
    private static final int SEARCH = 64;

    private static Question question(QuadraticWorld world, double drop, long budget) {
        List<TargetRows> targets = IntStream.range(0, world.domains().size())
                .mapToObj(target -> world.target(target, SEARCH)).toList();
        return new Question(world.domains(), targets, new Objective.Largest(drop), 1, targets.size(), Set.of(),
                Set.of(),
                budget, 0.95, 0.01, 0);
    }

    private static boolean holds(QuadraticWorld world, long mask, double drop) {
        return IntStream.range(0, world.domains().size()).filter(target -> (mask >> target & 1) == 1)
                .allMatch(target -> world.right(target, 1L << target, 0, SEARCH)
                        - world.right(target, mask, 0, SEARCH) <= drop * SEARCH + 1e-9);
    }

    private static void assertPacked(QuadraticWorld world, Packing.Packed packed, double drop, long budget) {
        long seen = 0;
        for (Found.Choice group : packed.groups()) {
            assertThat(seen & group.mask()).isZero();
            seen |= group.mask();
            assertThat(holds(world, group.mask(), drop)).isTrue();
            assertThat(group.confirmations()).hasSize(group.members().size());
        }
        assertThat(seen).isEqualTo((1L << world.domains().size()) - 1);
        assertThat(packed.spent()).isLessThanOrEqualTo(budget);
    }

    @ParameterizedTest
    @ValueSource(doubles = { 0, 0.05, 0.15, 1 })
    void everyDomainIsInOneMixtureThatLosesNoMoreThanIsAllowed(double drop) {
        QuadraticWorld world = new QuadraticWorld(7, 100, 4);

        Packing.Packed packed = Packing.pack(question(world, drop, 30_000), Priors.none(7), world);

        assertPacked(world, packed, drop, 30_000);
        assertThat(world.repeated).isFalse();
        int exact = Partition.fewest(7, mask -> holds(world, mask, drop)).size();
        assertThat(packed.groups().size()).isBetween(exact, exact + 1);
    }

    @Test
    void moreDomainsThanCanBeDividedExactlyAreUnitedTwoByTwo() {
        QuadraticWorld world = new QuadraticWorld(18, 100, 6);

        Packing.Packed packed = Packing.pack(question(world, 0.15, 60_000), Priors.none(18), world);

        assertPacked(world, packed, 0.15, 60_000);
        assertThat(packed.groups()).hasSizeLessThan(18);
    }

    @Test
    void aPackingNeedsAllCandidatesAsTargets() {
        QuadraticWorld world = new QuadraticWorld(4, 100, 6);
        var question = Question.best(world.domains(), world.target(0, SEARCH), 1, 4, 1000, 0);

        assertThatThrownBy(() -> Packing.pack(question, Priors.none(4), world)).extracting("code")
                .isEqualTo(ErrorCode.REQUEST_INVALID);
    }

    @Test
    void theExactDivisionIsThatOfTryingEveryOne() {
        var random = new SplittableRandom(8);
        for (int round = 0; round < 20; round++) {
            boolean[] may = new boolean[1 << 6];
            for (int mask = 1; mask < may.length; mask++) {
                may[mask] = Integer.bitCount(mask) == 1 || random.nextInt(4) == 0;
            }
            List<Long> groups = Partition.fewest(6, mask -> may[(int) mask]);

            assertThat(groups).hasSize(tried(may, (1 << 6) - 1));
            assertThat(groups).allMatch(mask -> may[mask.intValue()]);
            assertThat(groups.stream().mapToLong(mask -> mask).sum()).isEqualTo((1 << 6) - 1);
        }
    }

    private static int tried(boolean[] may, int left) {
        if (left == 0) {
            return 0;
        }
        int least = Integer.MAX_VALUE;
        for (int some = left; some != 0; some = some - 1 & left) {
            if (may[some] && (some & -left & left) == (left & -left)) {
                least = Math.min(least, 1 + tried(may, left & ~some));
            }
        }
        return least;
    }
}
