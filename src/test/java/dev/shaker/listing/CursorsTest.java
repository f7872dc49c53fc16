package dev.shaker.listing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class CursorsTest {
    private static final Position POSITION = Position.of("größe/%_", Instant.parse("2026-01-31T12:00:00.123456Z"), 42L,
            new BigDecimal("0.50"), "");

    @Test
    void aCursorLeadsBackToItsPosition() {
        // When
        Position read = Cursors.read("adapters of mini", Cursors.write("adapters of mini", POSITION));
        // Then
        assertThat(read).isEqualTo(POSITION);
        assertThat(read.text(0)).isEqualTo("größe/%_");
        assertThat(read.instant(1)).isEqualTo(Instant.parse("2026-01-31T12:00:00.123456Z"));
        assertThat(read.number(2)).isEqualTo(42);
        assertThat(read.decimal(3)).isEqualTo("0.50");
        assertThat(read.text(4)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "!", "AAAA", "none at all", "Zm9yZWlnbmZvcmVpZ24" })
    void aBrokenCursorIsRefusedByName(String cursor) {
        refused(() -> Cursors.read("adapters of mini", cursor));
    }

    @Test
    void aCursorOfAnotherListOrACutOneIsRefused() {
        String cursor = Cursors.write("adapters of mini", POSITION);
        refused(() -> Cursors.read("adapters of maxi", cursor));
        refused(() -> Cursors.read("adapters of mini", cursor.substring(0, cursor.length() - 4)));
        refused(() -> POSITION.number(0));
        refused(() -> POSITION.instant(2));
        refused(() -> POSITION.text(5));
    }

    @Test
    void aPageKnowsWhetherItIsTheLast() {
        PageRequest request = PageRequest.first(3);
        List<Integer> rows = IntStream.range(0, request.rows()).boxed().toList();

        assertThat(Page.of(rows, request, row -> "row " + row, Position::of))
                .isEqualTo(new Page<>(List.of("row 0", "row 1", "row 2"), Position.of(2)));
        assertThat(Page.of(rows.subList(0, 3), request, row -> "row " + row, Position::of).next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = { -1, 0, 1001 })
    void aLimitIsFromOneToAThousand(int limit) {
        assertThatExceptionOfType(ShakerException.class).isThrownBy(() -> PageRequest.first(limit))
                .satisfies(refusal -> assertThat(refusal.details()).containsEntry("field", "limit"));
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable read) {
        assertThatExceptionOfType(ShakerException.class).isThrownBy(read).satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo(ErrorCode.CURSOR_INVALID);
            assertThat(refusal.details()).containsEntry("field", "cursor");
        });
    }
}
