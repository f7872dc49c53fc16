package dev.shaker.evaluation;

import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowOutcomesTest {
    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 7, 8, 9, 16, 207, 4098 })
    void bitsDigitsAndCountsTellTheSame(int rows) {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        boolean[] right = new boolean[rows];
        boolean[] other = new boolean[rows];
        int count = 0;
        int alone = 0;
        for (int row = 0; row < rows; row++) {
            right[row] = random.nextBoolean();
            other[row] = random.nextBoolean();
            count += right[row] ? 1 : 0;
            alone += right[row] && !other[row] ? 1 : 0;
        }
        RowOutcomes outcomes = RowOutcomes.of(rows, row -> right[row]);

        assertThat(outcomes.rows()).isEqualTo(rows);
        assertThat(outcomes.right()).isEqualTo(count);
        assertThat(outcomes.andNot(RowOutcomes.of(rows, row -> other[row]))).isEqualTo(alone);
        assertThat(outcomes.bytes()).hasSize((rows + 7) / 8);
        assertThat(RowOutcomes.ofBytes(rows, outcomes.bytes())).isEqualTo(outcomes).hasSameHashCodeAs(outcomes);
        assertThat(RowOutcomes.ofDigits(outcomes.digits())).isEqualTo(outcomes);
    }

    @Test
    void theFirstRowIsTheHighestBit() {
        assertThat(RowOutcomes.ofDigits("1101").bytes()).containsExactly(0xd0);
        assertThat(RowOutcomes.ofDigits("000000011").bytes()).containsExactly(0x01, 0x80);
        assertThat(RowOutcomes.ofDigits("1101")).hasToString("3 of 4 rows right").isNotEqualTo(
                RowOutcomes.ofDigits("11010"));
    }

    @Test
    void bytesThatAreNotThoseOfSoManyRowsAreRefused() {
        for (byte[] bytes : new byte[][]{ {}, { 0, 0 }, { 0x08 } }) {
            assertThatThrownBy(() -> RowOutcomes.ofBytes(4, bytes)).isInstanceOf(ShakerException.class)
                    .hasFieldOrPropertyWithValue("code", ErrorCode.ARTEFACT_CORRUPT)
                    .hasMessageContaining("4 rows take 1 bytes").hasMessageContaining("refresh");
        }
        assertThatThrownBy(() -> RowOutcomes.ofDigits("1").andNot(RowOutcomes.ofDigits("10")))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
