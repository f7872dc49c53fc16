package dev.shaker.guided;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowOrderTest {
    /** Three classes, the third rare. */
    private static int[] labels(int rows, long seed) {
        var random = new SplittableRandom(seed);
        return IntStream.range(0, rows).map(_ -> random.nextInt(100) < 5 ? 2 : random.nextInt(2)).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = { 1, 2, 63, 64, 300, 1001 })
    void everyRowIsInTheOrderOnce(int rows) {
        int[] order = RowOrder.of(labels(rows, 3), 7).rows(0, rows);

        Arrays.sort(order);
        assertThat(order).isEqualTo(IntStream.range(0, rows).toArray());
    }

    @ParameterizedTest
    @ValueSource(longs = { 0, 1, 2, 3, -9 })
    void everyBeginningAndEveryEndHasNearlyTheClassesOfTheWhole(long seed) {
        // Given
        int[] labels = labels(500, 11);
        int[] order = RowOrder.of(labels, seed).rows(0, labels.length);

        // Then
        for (int label = 0; label < 3; label++) {
            int of = label;
            double share = Arrays.stream(labels).filter(one -> one == of).count() / 500.0;
            int seen = 0;
            for (int m = 1; m <= order.length; m++) {
                seen += labels[order[m - 1]] == label ? 1 : 0;
                // Rounding leaves each class half a row at most, and the other classes may push it by as much.
                assertThat(seen - m * share).as("class %d among the first %d", label, m).isBetween(-1.5, 1.5);
            }
        }
    }

    @Test
    void equalSeedsGiveEqualOrdersAndOthersDoNot() {
        int[] labels = labels(300, 5);

        assertThat(RowOrder.of(labels, 1).rows(0, 300)).isEqualTo(RowOrder.of(labels, 1).rows(0, 300))
                .isNotEqualTo(RowOrder.of(labels, 2).rows(0, 300));
    }

    /** What this order is, is part of what an evaluation is: it may not change with a release. */
    @Test
    void theOrderOfASeedIsForEver() {
        assertThat(RowOrder.of(new int[]{ 0, 1, 0, 1, 2, 0, 1, 0 }, 42).rows(0, 8))
                .containsExactly(7, 3, 5, 1, 4, 2, 6, 0);
    }

    @ParameterizedTest
    @CsvSource({ "300,0.3,150", "1000,0.3,700", "2000,0.3,1400", "700,0.3,400", "10,0.5,5", "2,0.3,1" })
    void confirmRowsAreAtLeastThreeHundredWhereAsManyAreLeft(int rows, double share, int search) {
        RowSplit split = RowSplit.of(labels(rows, 1), 0, share);

        assertThat(split.search()).isEqualTo(search);
        assertThat(split.confirm()).isEqualTo(rows - search);
    }

    @Test
    void levelsDoubleUpToAllRows() {
        assertThat(RowSplit.levels(64, RowSplit.of(labels(1000, 1), 0, 0.3).search())).containsExactly(64, 128, 256,
                512, 700);
        assertThat(RowSplit.levels(64, RowSplit.of(labels(60, 1), 0, 0.3).search())).containsExactly(30);
    }

    @Test
    void aSplitWithAnEmptySideIsRefused() {
        assertThatThrownBy(() -> RowSplit.of(labels(100, 1), 0, 1)).hasMessageContaining("more test rows")
                .extracting("code").isEqualTo(ErrorCode.REQUEST_INVALID);
    }
}
