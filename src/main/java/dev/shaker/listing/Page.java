package dev.shaker.listing;

import java.util.List;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next where this page ends, null where it is the last
 */
public record Page<T>(List<T> items, @Nullable Position next) {
    public Page {
        items = List.copyOf(items);
    }

    /**
     * The page that rows make which were read for it.
     *
     * @param rows in the list's order, at most {@link PageRequest#rows()} of them
     */
    public static <R, T> Page<T> of(List<R> rows, PageRequest request, Function<? super R, ? extends T> item,
            Function<? super R, Position> position) {
        boolean last = rows.size() <= request.limit();
        List<R> shown = last ? rows : rows.subList(0, request.limit());
        return new Page<>(shown.stream().<T>map(item).toList(), last ? null : position.apply(shown.getLast()));
    }

    public <U> Page<U> map(Function<? super T, ? extends U> change) {
        return new Page<>(items.stream().<U>map(change).toList(), next);
    }
}
