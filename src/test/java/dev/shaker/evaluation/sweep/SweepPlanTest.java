package dev.shaker.evaluation.sweep;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SweepPlanTest {
    private static final List<BigDecimal> DENSE = List.of(BigDecimal.ZERO);

    @Property(tries = 300)
    void everyWantedSubsetIsInExactlyOneShard(@ForAll @IntRange(min = 1, max = 10) int members,
            @ForAll @IntRange(min = 1, max = 1023) int anyTargets, @ForAll @IntRange(min = 1, max = 10) int a,
            @ForAll @IntRange(min = 1, max = 10) int b, @ForAll @IntRange(min = 1, max = 40) int shardSize) {
        long targets = Math.max(1, anyTargets & Subsets.all(members));
        int smallest = Math.min(members, Math.min(a, b));
        int largest = Math.min(members, Math.max(a, b));
        SweepScope scope = new SweepScope(members, targets, smallest, largest, Optional.empty(), DENSE);

        List<SweepShard> shards = SweepPlan.shards(scope, shardSize);

        List<Long> planned = new ArrayList<>();
        long evaluations = 0;
        for (SweepShard shard : shards) {
            int[] pairs = { 0 };
            shard.block().forEach(targets, mask -> {
                planned.add(mask);
                pairs[0] += Long.bitCount(mask & targets);
            });
            assertThat(shard.evaluations()).isEqualTo(pairs[0]).isLessThan(shardSize + members);
            evaluations += pairs[0];
        }
        Set<Long> wanted = new HashSet<>();
        for (long mask = 1; mask <= Subsets.all(members); mask++) {
            int size = Long.bitCount(mask);
            if ((mask & targets) != 0 && (size == 1 || size >= smallest && size <= largest)) {
                wanted.add(mask);
            }
        }
        assertThat(planned).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(wanted);
        assertThat(scope.evaluations()).isEqualTo(evaluations);
        assertThat(shards.stream().map(shard -> shard.id("s"))).doesNotHaveDuplicates();
    }

    @Property(tries = 200)
    void aSampleHasTheWantedNumberOfEachSizeAndIsTheSameForTheSameSeed(
            @ForAll @IntRange(min = 2, max = 11) int members, @ForAll @IntRange(min = 1, max = 60) int perSize,
            @ForAll long seed) {
        long targets = 0b10;
        SweepScope scope = new SweepScope(members, targets, 1, members,
                Optional.of(new SweepScope.Sample(perSize, seed)), DENSE);

        List<SweepShard> shards = SweepPlan.shards(scope, 7);

        assertThat(SweepPlan.shards(scope, 7)).isEqualTo(shards);
        long[] bySize = new long[members + 1];
        Set<Long> seen = new HashSet<>();
        shards.forEach(shard -> shard.block().forEach(targets, mask -> {
            assertThat(seen.add(mask)).isTrue();
            assertThat(mask & targets).isNotZero();
            bySize[Long.bitCount(mask)]++;
        }));
        for (int size = 2; size <= members; size++) {
            assertThat(bySize[size]).isEqualTo(Math.min(perSize, Subsets.countMeeting(members, 1, size)));
        }
    }

    @Test
    void thePapersSweepHas8191MixturesAnd53248Pairs() {
        SweepScope scope = new SweepScope(13, Subsets.all(13), 1, 13, Optional.empty(), DENSE);
        assertThat(scope.evaluations()).isEqualTo(53_248);
        long[] subsets = { 0 };
        SweepPlan.shards(scope, 500).forEach(shard -> shard.block().forEach(scope.targets(), mask -> subsets[0]++));
        assertThat(subsets[0]).isEqualTo(8191);
    }

    @Test
    void everySparsityHasTheSameSubsetsAndTargetsAreAlwaysAloneAndUnpruned() {
        SweepScope scope = new SweepScope(4, 0b0011, 2, 2, Optional.empty(),
                List.of(new BigDecimal("0.90"), new BigDecimal("0.5")));
        List<SweepShard> shards = SweepPlan.shards(scope, 100);
        assertThat(shards).extracting(shard -> shard.sparsity().toPlainString()).containsExactly("0", "0.5", "0.9");
        assertThat(shards.get(1).block()).isEqualTo(shards.get(2).block());
        assertThat(shards.get(0).block()).isEqualTo(new SubsetBlock.Range(1, 0b0001, 0b0010));
    }

    @Test
    void sizesBeyondTheSpaceAreRefused() {
        assertThatThrownBy(() -> new SweepScope(4, 1, 1, 5, Optional.empty(), DENSE))
                .isInstanceOf(ShakerException.class).hasMessageContaining("1 to the number of adapters, 4");
    }
}
