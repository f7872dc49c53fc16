package dev.shaker.db.matrix;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.ToLongFunction;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import org.hibernate.Session;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.pipeline.SpaceLedger.Entry;

/** Running sums of the rows of the matrix: one statement changes those of all others, however many they are. */
@ApplicationScoped
class FsdSums {
    private static final String CELLS = "unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])"
            + " as cell (other, conflicts, both_non_zero, total)";

    private final EntityManager entities;

    FsdSums(EntityManager entities) {
        this.entities = entities;
    }

    /** Adds a new row: to its own sums, and to those of each of the others. */
    void add(long registration, Basis basis, List<Entry> row) {
        update("insert into fsd_sum (registration, basis, total, comparable, conflicts, both_non_zero)"
                + " select ?, ?, total, count(*), sum(conflicts), sum(both_non_zero) from " + CELLS + " group by total",
                row, registration, basis.wire());
        update("insert into fsd_sum (registration, basis, total, comparable, conflicts, both_non_zero)"
                + " select other, ?, total, 1, conflicts, both_non_zero from " + CELLS
                + " on conflict (registration, basis, total) do update set comparable = fsd_sum.comparable + 1,"
                + " conflicts = fsd_sum.conflicts + excluded.conflicts,"
                + " both_non_zero = fsd_sum.both_non_zero + excluded.both_non_zero", row, basis.wire());
    }

    /** Takes the counts against an adapter that is current no more out of the sums of the others. */
    void take(Basis basis, List<Entry> row) {
        update("update fsd_sum s set comparable = s.comparable - 1, conflicts = s.conflicts - cell.conflicts,"
                + " both_non_zero = s.both_non_zero - cell.both_non_zero from (select cast(? as text) as basis) counted, "
                + CELLS + " where s.registration = cell.other and s.total = cell.total and s.basis = counted.basis",
                row,
                basis.wire());
    }

    void forget(long registration) {
        entities.createNativeQuery("delete from fsd_sum where registration = ?1").setParameter(1, registration)
                .executeUpdate();
    }

    /** @param before the parameters that stand before the cells */
    private void update(String sql, List<Entry> row, Object... before) {
        if (row.isEmpty()) {
            return;
        }
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                cells(connection, statement, set(statement, 1, before), row);
                statement.executeUpdate();
            }
        });
    }

    private static int set(PreparedStatement statement, int from, Object... values) throws SQLException {
        int at = from;
        for (Object value : values) {
            statement.setObject(at++, value);
        }
        return at;
    }

    private static void cells(Connection connection, PreparedStatement statement, int from, List<Entry> row)
            throws SQLException {
        statement.setArray(from, array(connection, row, Entry::other));
        statement.setArray(from + 1, array(connection, row, entry -> entry.conflicts().conflicts()));
        statement.setArray(from + 2, array(connection, row, entry -> entry.conflicts().bothNonZero()));
        statement.setArray(from + 3, array(connection, row, entry -> entry.conflicts().total()));
    }

    private static Array array(Connection connection, List<Entry> row, ToLongFunction<Entry> value)
            throws SQLException {
        return connection.createArrayOf("bigint", row.stream().mapToLong(value).boxed().toArray());
    }
}
