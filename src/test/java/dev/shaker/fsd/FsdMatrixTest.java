package dev.shaker.fsd;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.junit.jupiter.api.Test;

import dev.shaker.Named;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class FsdMatrixTest {
    @Test
    void isSymmetricWithAZeroDiagonal() {
        FsdMatrix matrix = three();

        assertThat(matrix.fsd(0, 1)).contains(Ratio.of(1, 10)).isEqualTo(matrix.fsd(1, 0));
        assertThat(matrix.fsd(2, 2)).contains(Ratio.ZERO);
    }

    @Test
    void thePapersAverageCountsTheDiagonalAndTheOtherDoesNot() {
        FsdMatrix matrix = three();

        assertThat(matrix.averageIncludingSelf(1)).isEqualTo(Ratio.of(4, 30));
        assertThat(matrix.averageOfOthers(1)).contains(Ratio.of(4, 20));
    }

    @Test
    void aPairThatIsNotComparableIsAbsentAndCountsNowhere() {
        FsdMatrix matrix = FsdMatrix.builder().add(Named.domain("a"), Named.adapter("1"))
                .add(Named.domain("b"), Named.adapter("2")).add(Named.domain("c"), Named.adapter("3"))
                .pair(Named.domain("a"), Named.domain("b"), PairConflicts.sums(1, 10, 10)).build();

        assertThat(matrix.fsd(0, 2)).isEmpty();
        assertThat(matrix.averageIncludingSelf(0)).isEqualTo(Ratio.of(1, 20));
        assertThat(matrix.averageOfOthers(0)).contains(Ratio.of(1, 10));
        assertThat(matrix.averageOfOthers(2)).isEmpty();
    }

    @Test
    void growsByARowWithoutChangingWhatWasThere() {
        FsdMatrix two = FsdMatrix.empty().with(new FsdMatrix.Entry(Named.domain("a"), Named.adapter("1")), Map.of())
                .with(new FsdMatrix.Entry(Named.domain("b"), Named.adapter("2")),
                        Map.of(Named.domain("a"), PairConflicts.sums(1, 10, 10)));

        FsdMatrix three = two.with(new FsdMatrix.Entry(Named.domain("c"), Named.adapter("3")),
                Map.of(Named.domain("a"), PairConflicts.sums(2, 10, 10), Named.domain("b"),
                        PairConflicts.sums(3, 10, 10)));

        assertThat(two.size()).isEqualTo(2);
        assertThat(three.fsd(1, 2)).contains(Ratio.of(3, 10));
        assertThat(three.fsd(0, 1)).isEqualTo(two.fsd(0, 1));
    }

    @Test
    void oneDomainHasOneAdapter() {
        var builder = FsdMatrix.builder().add(Named.domain("a"), Named.adapter("1"));

        assertThatThrownBy(() -> builder.add(Named.domain("a"), Named.adapter("2"))).hasMessageContaining("'a'");
    }

    @Test
    void pairsNearOneHalfShareNoDirection() {
        assertThat(PairConflicts.sums(48, 100, 100).noSharedDirection()).isTrue();
        assertThat(PairConflicts.sums(52, 100, 100).noSharedDirection()).isTrue();
        assertThat(PairConflicts.sums(47, 100, 100).noSharedDirection()).isFalse();
        assertThat(PairConflicts.sums(25, 50, 100).noSharedDirection()).as("zeros do not hide it").isTrue();
    }

    @Test
    void totalsAreTheSumsOfTheLayers() {
        var pair = PairConflicts.of(List.of(new LayerConflicts("a", 1, 2, 3),
                new LayerConflicts("b", 10, 20, 30)));

        assertThat(pair.fsd()).isEqualTo(Ratio.of(11, 33));
        assertThat(pair.fsdBothNonZero()).isEqualTo(Ratio.of(11, 22));
        assertThat(pair.layer("b").map(LayerConflicts::fsd)).isEqualTo(Optional.of(Ratio.of(1, 3)));
    }

    private static FsdMatrix three() {
        return FsdMatrix.builder().add(Named.domain("a"), Named.adapter("1")).add(Named.domain("b"), Named.adapter("2"))
                .add(Named.domain("c"), Named.adapter("3"))
                .pair(Named.domain("b"), Named.domain("a"), PairConflicts.sums(1, 10, 10))
                .pair(Named.domain("a"), Named.domain("c"), PairConflicts.sums(2, 10, 10))
                .pair(Named.domain("c"), Named.domain("b"), PairConflicts.sums(3, 10, 10)).build();
    }
}
