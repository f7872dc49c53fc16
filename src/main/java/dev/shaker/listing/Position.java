package dev.shaker.listing;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Where a page ends: the values of the columns that a list is ordered by, of its last item. They name one item, so that a list
 * goes on behind it, whatever came or went in the meantime.
 *
 * @param keys as text, in the order of the columns
 */
public record Position(List<String> keys) {
    public Position {
        keys = List.copyOf(keys);
    }

    public static Position of(Object... keys) {
        return new Position(Arrays.stream(keys).map(Object::toString).toList());
    }

    public String text(int index) {
        if (index >= keys.size()) {
            throw Cursors.broken();
        }
        return keys.get(index);
    }

    public Instant instant(int index) {
        return parsed(index, Instant::parse);
    }

    public long number(int index) {
        return parsed(index, Long::valueOf);
    }

    public BigDecimal decimal(int index) {
        return parsed(index, BigDecimal::new);
    }

    private <T> T parsed(int index, Function<String, T> parser) {
        try {
            return parser.apply(text(index));
        } catch (DateTimeException | NumberFormatException e) {
            throw Cursors.broken();
        }
    }
}
