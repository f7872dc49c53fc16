package dev.shaker.db.matrix;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;

/**
 * The rows of the matrix as they are stored. A row never changes once it is there: it holds the counts against those that were
 * current when it was counted, so that the counts of two adapters stand in the row of the one that was registered later.
 */
@ApplicationScoped
class StoredRows {
    /** Whole rows of a page of a result: some megabytes in a space of ten thousand. */
    private static final int FETCHED = 64;
    /** The same of single cells. */
    private static final int CELLS = 10_000;

    private final EntityManager entities;

    StoredRows(EntityManager entities) {
        this.entities = entities;
    }

    /** A current adapter and where its counts stand in the rows of others. */
    record Place(long registration, int slot, FsdMatrix.Entry entry) {}

    /** One cell of a row. */
    record Cell(PairConflicts counts) {
        long conflicts() {
            return counts.conflicts();
        }

        long total() {
            return counts.total();
        }
    }

    /** Current adapters, sorted by domain. */
    @Transactional
    List<Place> places(SpaceName space) {
        return places("where space = ? and status = 'REGISTERED' order by domain",
                statement -> statement.setString(1, space.name()));
    }

    /** Current adapters of these domains, sorted by domain. */
    @Transactional
    List<Place> places(SpaceName space, Collection<DomainName> domains) {
        return places("where space = ? and status = 'REGISTERED' and domain = any (?) order by domain", statement -> {
            statement.setString(1, space.name());
            statement.setArray(2, statement.getConnection().createArrayOf("text", DomainName.texts(domains).toArray()));
        });
    }

    /** Current adapters of the domains behind one, sorted by domain as the database sorts. */
    @Transactional
    List<Place> behind(SpaceName space, String domain) {
        return places("where space = ? and status = 'REGISTERED' and domain > ? order by domain", statement -> {
            statement.setString(1, space.name());
            statement.setString(2, domain);
        });
    }

    /** Reads rows one after the other; few are in memory at a time. */
    @Transactional
    void read(Collection<Long> registrations, Basis basis, boolean bothNonZero, BiConsumer<Long, FsdCells> each) {
        String sql = "select registration, width, total, conflicts, " + (bothNonZero
                ? "both_non_zero, sampling"
                : "''::bytea, null::bytea")
                + ", totals from fsd_row where registration = any (?) and basis = ? order by registration";
        query(sql, FETCHED, statement -> {
            statement.setArray(1, statement.getConnection().createArrayOf("bigint", registrations.toArray()));
            statement.setString(2, basis.wire());
        }, result -> each.accept(result.getLong(1), new FsdCells(result.getInt(2), result.getLong(3),
                result.getBytes(4), result.getBytes(5), result.getBytes(7), result.getBytes(6))));
    }

    /** A bound below all pairs of a row; null where none is known. */
    record Least(long registration, @Nullable Long conflicts, long total) {}

    /** Of each of these that has a row. */
    @Transactional
    List<Least> least(Collection<Long> registrations, Basis basis) {
        List<Least> found = new ArrayList<>(registrations.size());
        query("select registration, least_conflicts, least_total from fsd_row where registration = any (?) and basis = ?",
                statement -> {
                    statement.setArray(1, statement.getConnection().createArrayOf("bigint", registrations.toArray()));
                    statement.setString(2, basis.wire());
                }, result -> found.add(new Least(result.getLong(1), result.getObject(2, Long.class),
                        result.getLong(3))));
        return found;
    }

    /** Is told of one cell of a row. */
    @FunctionalInterface
    interface CellVisitor {
        void cell(long registration, long conflicts, long total);
    }

    /** The conflicts at one slot of the rows of these adapters; one that was not compared is left out. */
    @Transactional
    void conflicts(Collection<Long> registrations, Basis basis, int slot, CellVisitor visitor) {
        column("''::bytea, substring(totals from s.slot * 8 + 1 for 8), null::bytea", registrations, basis, slot,
                (registration, cell) -> visitor.cell(registration, cell.conflicts(0), cell.total(0)));
    }

    /** The cells at one slot of the rows of these adapters, by registration; one that was not compared is left out. */
    @Transactional
    Map<Long, Cell> column(Collection<Long> registrations, Basis basis, int slot) {
        Map<Long, Cell> cells = HashMap.newHashMap(registrations.size());
        column("substring(both_non_zero from s.slot * width + 1 for width), substring(totals from s.slot * 8 + 1 for 8),"
                + " substring(sampling from s.slot * 12 + 1 for 12)", registrations, basis, slot,
                (registration, cell) -> cells.put(registration, new Cell(cell.counts(0))));
        return cells;
    }

    /** @param rest what is read beside the conflicts: both-non-zero, totals, sampling */
    private void column(String rest, Collection<Long> registrations, Basis basis, int slot,
            BiConsumer<Long, FsdCells> each) {
        query("select registration, width, total, substring(conflicts from s.slot * width + 1 for width), " + rest
                + " from fsd_row cross join (select cast(? as integer) as slot) s where registration = any (?)"
                + " and basis = ? and length(conflicts) > s.slot * width", statement -> {
                    statement.setInt(1, slot);
                    statement.setArray(2, statement.getConnection().createArrayOf("bigint", registrations.toArray()));
                    statement.setString(3, basis.wire());
                }, result -> {
                    FsdCells one = new FsdCells(result.getInt(2), result.getLong(3), result.getBytes(4),
                            result.getBytes(5), result.getBytes(6), result.getBytes(7));
                    if (one.conflicts(0) != FsdCells.ABSENT) {
                        each.accept(result.getLong(1), one);
                    }
                });
    }

    /**
     * The counts of an adapter against all others that it was compared with, by registration: its own row says them for those that
     * were there before it, theirs for those that came later.
     */
    @Transactional
    Map<Long, PairConflicts> counts(long registration, int slot, List<Place> places, Basis basis) {
        Map<Long, PairConflicts> counts = HashMap.newHashMap(places.size());
        read(List.of(registration), basis, true, (_, cells) -> own(registration, cells, places, counts));
        List<Long> later = places.stream().map(Place::registration).filter(other -> other > registration)
                .toList();
        column(later, basis, slot).forEach((other, cell) -> counts.put(other, cell.counts()));
        return counts;
    }

    /** What a row of its own says about those that were there before it. */
    static void own(long registration, FsdCells cells, List<Place> places, Map<Long, PairConflicts> counts) {
        for (Place other : places) {
            if (other.registration() < registration && cells.conflicts(other.slot()) != FsdCells.ABSENT) {
                counts.put(other.registration(), cells.counts(other.slot()));
            }
        }
    }

    private List<Place> places(String condition, Parameters parameters) {
        List<Place> places = new ArrayList<>();
        query("select registration, slot, domain, adapter_id from adapter " + condition, parameters,
                result -> places.add(new Place(result.getLong(1), result.getInt(2),
                        new FsdMatrix.Entry(new DomainName(result.getString(3)), new AdapterId(result.getString(4))))));
        return places;
    }

    @FunctionalInterface
    private interface Parameters {
        void set(PreparedStatement statement) throws SQLException;
    }

    @FunctionalInterface
    private interface EachRow {
        void row(ResultSet result) throws SQLException;
    }

    private void query(String sql, Parameters parameters, EachRow each) {
        query(sql, CELLS, parameters, each);
    }

    private void query(String sql, int fetched, Parameters parameters, EachRow each) {
        entities.unwrap(Session.class).doWork((Connection connection) -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(fetched);
                parameters.set(statement);
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        each.row(result);
                    }
                }
            }
        });
    }
}
