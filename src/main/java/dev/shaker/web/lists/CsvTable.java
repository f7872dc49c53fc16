package dev.shaker.web.lists;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

/** The columns of items as CSV: names, and what stands in each. Values of a list stand in one field with blanks between them. */
public final class CsvTable<T> {
    private final List<Column<T>> columns;

    private record Column<T>(String name, Value<? super T> value) {}

    /** What stands in a column: a number, a text, a list of them, or nothing. */
    @FunctionalInterface
    public interface Value<T> {
        @Nullable
        Object of(T item);
    }

    /** Lines, the names of the columns first. */
    public record Filled(Iterable<List<@Nullable Object>> lines) {}

    private CsvTable(List<Column<T>> columns) {
        this.columns = List.copyOf(columns);
    }

    public static <T> CsvTable<T> begin(String name, Value<? super T> value) {
        return new CsvTable<>(List.of(new Column<>(name, value)));
    }

    public CsvTable<T> with(String name, Value<? super T> value) {
        List<Column<T>> more = new ArrayList<>(columns);
        more.add(new Column<>(name, value));
        return new CsvTable<>(more);
    }

    public Filled filled(List<? extends T> items) {
        List<List<@Nullable Object>> lines = new ArrayList<>(items.size() + 1);
        lines.add(new ArrayList<>(columns.stream().map(Column::name).toList()));
        for (T item : items) {
            List<@Nullable Object> line = new ArrayList<>(columns.size());
            for (Column<T> column : columns) {
                line.add(field(column.value().of(item)));
            }
            lines.add(line);
        }
        return new Filled(lines);
    }

    private static @Nullable Object field(@Nullable Object value) {
        return value instanceof List<?> several
                ? String.join(" ", several.stream().map(Object::toString).toList())
                : value;
    }
}
