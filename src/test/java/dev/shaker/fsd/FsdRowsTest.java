package dev.shaker.fsd;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.Named;

import static org.assertj.core.api.Assertions.assertThat;

class FsdRowsTest {
    private static final int SIZE = 13;

    @ParameterizedTest
    @ValueSource(ints = { 1, 13, 30, 65, 168, 169, 5000 })
    void rowsAreThoseOfTheMatrixWhateverFitsIntoABlock(int cells) {
        // Given
        Random random = new Random(cells);
        FsdMatrix.Builder builder = FsdMatrix.builder();
        for (int i = 0; i < SIZE; i++) {
            builder.add(Named.domain("d" + (char) ('a' + i)), Named.adapter("id" + i));
            for (int j = 0; j < i; j++) {
                if (random.nextInt(4) > 0) {
                    builder.pair(Named.domain("d" + (char) ('a' + j)), Named.domain("d" + (char) ('a' + i)),
                            PairConflicts.sums(random.nextInt(100), 100, 100 + random.nextInt(3)));
                }
            }
        }
        FsdMatrix matrix = builder.build();
        // When
        List<FsdRow> rows = new ArrayList<>();
        new FsdRows(matrix, cells).forEach((row, i) -> {
            assertThat(i).isEqualTo(rows.size());
            rows.add(row);
        });
        // Then
        assertThat(rows).hasSize(SIZE);
        for (int i = 0; i < SIZE; i++) {
            for (int j = 0; j < SIZE; j++) {
                assertThat(rows.get(i).fsd(j)).isEqualTo(i == j ? Optional.empty() : matrix.fsd(i, j));
            }
        }
    }
}
