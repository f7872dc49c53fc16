package dev.shaker.db;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;

import org.jspecify.annotations.Nullable;

import dev.shaker.listing.Page;
import dev.shaker.listing.PageRequest;
import dev.shaker.listing.Position;

/**
 * Reads pages of a table: the rows behind a position in the order of some columns that together are unique. With an index of
 * these columns a page far behind costs what the first one costs.
 *
 * @param select up to its condition
 * @param type of a row: an entity, or {@code Object[]}
 * @param descending whether the list begins with the greatest
 */
public record Keyset<R>(String select, Class<R> type, boolean descending, List<Column> order,
        Function<R, Position> position) {
    /** An expression of the order, and the kind of its values. */
    public record Column(String sql, Kind kind) {
        public static Column text(String sql) {
            return new Column(sql, Kind.TEXT);
        }

        public static Column instant(String sql) {
            return new Column(sql, Kind.INSTANT);
        }

        public static Column number(String sql) {
            return new Column(sql, Kind.NUMBER);
        }
    }

    public enum Kind {
        TEXT("text"), INSTANT("timestamptz"), NUMBER("bigint"), DECIMAL("numeric");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        private Object value(Position position, int index) {
            return switch (this) {
                case TEXT -> position.text(index);
                case INSTANT -> position.instant(index);
                case NUMBER -> position.number(index);
                case DECIMAL -> position.decimal(index);
            };
        }
    }

    /**
     * @param condition with named parameters
     * @param values of these parameters
     */
    public <T> Page<T> page(EntityManager entities, String condition, Map<String, Object> values, PageRequest request,
            Function<? super R, ? extends T> item) {
        Position after = request.after();
        List<String> columns = order.stream().map(Column::sql).toList();
        StringBuilder sql = new StringBuilder(select).append(" where ").append(condition);
        if (after != null) {
            sql.append(" and (").append(String.join(", ", columns)).append(descending ? ") < (" : ") > (")
                    .append(String.join(", ", placeholders())).append(')');
        }
        String direction = descending ? " desc" : "";
        sql.append(" order by ").append(String.join(direction + ", ", columns)).append(direction)
                .append(" limit :rows");
        Query query = entities.createNativeQuery(sql.toString(), type).setParameter("rows", request.rows());
        values.forEach(query::setParameter);
        bind(query, after);
        @SuppressWarnings("unchecked")
        List<R> rows = query.getResultList();
        return Page.of(rows, request, item, position);
    }

    private List<String> placeholders() {
        List<String> placeholders = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            placeholders.add("cast(:key" + i + " as " + order.get(i).kind().type + ")");
        }
        return placeholders;
    }

    private void bind(Query query, @Nullable Position after) {
        for (int i = 0; after != null && i < order.size(); i++) {
            query.setParameter("key" + i, order.get(i).kind().value(after, i));
        }
    }
}
