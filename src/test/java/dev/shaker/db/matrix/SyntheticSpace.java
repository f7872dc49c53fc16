package dev.shaker.db.matrix;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;
import org.hibernate.Session;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.fsd.ConflictCounter;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.RowCounter;
import dev.shaker.pipeline.ObjectAt;
import dev.shaker.pipeline.SpaceLedger.Entry;
import dev.shaker.tensor.SignPlaneFile;
import dev.shaker.tensor.SignPlanes;

/**
 * Fills a space that has an adapter with others of its shape whose signs are random: their planes in the store, packed, and
 * their true counts in the database, as if each had been registered.
 */
@ApplicationScoped
public class SyntheticSpace {
    private static final int THREADS = 8;
    /** Planes of a pack. */
    private static final int PACKED = 256;
    private static final String FILE = "signs.planes";
    /** Rows of a transaction. */
    private static final int TOGETHER = 100;

    private final EntityManager entities;
    private final AdapterStore store;

    SyntheticSpace(EntityManager entities, AdapterStore store) {
        this.entities = entities;
        this.store = store;
    }

    /** Adds domains {@code copy-1} to {@code copy-size}. */
    public void fill(String space, int size) throws IOException {
        List<SequencedMap<String, SignPlanes>> planes = new ArrayList<>();
        List<Long> registrations = new ArrayList<>();
        List<Integer> slots = new ArrayList<>();
        QuarkusTransaction.requiringNew().run(() -> {
            for (Object[] row : current(space)) {
                // Where registration put them, whether or not they were packed since.
                planes.add(SignPlaneFile.open(ObjectAt.open(store, store.locate("planes/" + row[2] + "/signs.planes")))
                        .readAll());
                registrations.add(((Number) row[0]).longValue());
                slots.add(((Number) row[1]).intValue());
            }
        });
        int before = planes.size();
        Random random = new Random(17);
        for (int i = 0; i < size; i++) {
            planes.add(random(planes.get(i % before), random));
        }
        List<String> locations = write(space, planes.subList(before, planes.size()));
        QuarkusTransaction.requiringNew().timeout(600).run(() -> adapters(space, locations, registrations, slots));
        long[][] signs = planes.stream().map(one -> joined(one, SignPlanes::sign)).toArray(long[][]::new);
        long[][] nonZero = planes.stream().map(one -> joined(one, SignPlanes::nonZero)).toArray(long[][]::new);
        long total = planes.getFirst().values().stream().mapToLong(SignPlanes::elements).sum();
        planes.clear();
        for (int from = before; from < signs.length; from += TOGETHER) {
            List<Callable<Counted>> rows = new ArrayList<>();
            int first = from;
            int to = Math.min(signs.length, from + TOGETHER);
            for (int i = from; i < to; i++) {
                int mine = i;
                rows.add(() -> row(signs, nonZero, total, slots, mine));
            }
            List<Counted> counted = RowCounter.inParallel(rows, Runtime.getRuntime().availableProcessors());
            QuarkusTransaction.requiringNew().run(() -> insert(registrations.subList(first, to), counted));
        }
        QuarkusTransaction.requiringNew().timeout(600).run(() -> totals(space));
    }

    @SuppressWarnings("unchecked")
    private List<Object[]> current(String space) {
        return entities.createNativeQuery("select registration, slot, adapter_id from adapter where space = :space"
                + " and status = 'REGISTERED' order by registration", Object[].class).setParameter("space", space)
                .getResultList();
    }

    private static SequencedMap<String, SignPlanes> random(SequencedMap<String, SignPlanes> like, Random random) {
        SequencedMap<String, SignPlanes> planes = new LinkedHashMap<>();
        like.forEach((name, layer) -> {
            long[] sign = new long[layer.sign().length];
            for (int i = 0; i < sign.length; i++) {
                // Near to what it is made from, as adapters of one seed are.
                long few = random.nextLong();
                few &= random.nextLong();
                sign[i] = (layer.sign()[i] ^ few) & layer.nonZero()[i];
            }
            planes.put(name, SignPlanes.of(layer.elements(), sign, layer.nonZero()));
        });
        return planes;
    }

    /** Writes full packs and, for what is left, an object each, as registrations leave them: where each is. */
    private List<String> write(String space, List<SequencedMap<String, SignPlanes>> planes) throws IOException {
        List<String> locations = new ArrayList<>();
        List<Callable<Integer>> writes = new ArrayList<>();
        for (int from = 0; from < planes.size();) {
            int together = planes.size() - from < PACKED ? 1 : PACKED;
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            String prefix = store.locate("planes/" + space + "-" + from + "/");
            for (int i = from; i < from + together; i++) {
                int start = bytes.size();
                SignPlaneFile.write(bytes, space + i, planes.get(i));
                locations.add(prefix + FILE + (together == 1 ? "" : "#" + start + "+" + (bytes.size() - start)));
            }
            writes.add(() -> {
                try (OutputStream out = store.sink(prefix).create(FILE)) {
                    bytes.writeTo(out);
                    return bytes.size();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            from += together;
        }
        RowCounter.inParallel(writes, THREADS);
        return locations;
    }

    @SuppressWarnings("unchecked")
    private void adapters(String space, List<String> locations, List<Long> registrations, List<Integer> slots) {
        int size = locations.size();
        String columns = (String) entities.createNativeQuery("""
                select string_agg(column_name, ', ') from information_schema.columns where table_name = 'adapter'
                and column_name not in ('registration', 'domain', 'adapter_id', 'slot', 'planes')""").getSingleResult();
        List<Object[]> rows = entities.createNativeQuery("insert into adapter (domain, adapter_id, slot, planes, "
                + columns
                + ") select 'copy-' || n, encode(sha256(cast(:space || n as bytea)), 'hex'), s.slots + n - 1,"
                + " (cast(:locations as text[]))[n], a." + columns.replace(", ", ", a.")
                + " from generate_series(1, :size) n cross join space s join (select * from adapter where space = :space"
                + " and status = 'REGISTERED' limit 1) a on a.space = s.name order by n returning registration, slot",
                Object[].class).setParameter("space", space).setParameter("size", size)
                .setParameter("locations", locations.toArray(String[]::new)).getResultList();
        rows.forEach(row -> {
            registrations.add(((Number) row[0]).longValue());
            slots.add(((Number) row[1]).intValue());
        });
        entities.createNativeQuery(
                "update space set revision = nextval('space_revision'), slots = slots + :size where name = :space")
                .setParameter("size", size)
                .setParameter("space", space).executeUpdate();
    }

    /** The planes of all layers one behind the other: bits behind the last element of a layer are clear. */
    private static long[] joined(SequencedMap<String, SignPlanes> planes, Function<SignPlanes, long[]> words) {
        return planes.values().stream().map(words).flatMapToLong(Arrays::stream).toArray();
    }

    private record Counted(FsdCells cells, PairConflicts least) {}

    private static Counted row(long[][] signs, long[][] nonZero, long total, List<Integer> slots, int mine) {
        List<Entry> row = new ArrayList<>(mine);
        int words = signs[mine].length;
        for (int j = 0; j < mine; j++) {
            row.add(new Entry(0, slots.get(j), PairConflicts.sums(
                    ConflictCounter.conflicts(signs[mine], nonZero[mine], signs[j], nonZero[j], words),
                    ConflictCounter.bothNonZero(nonZero[mine], nonZero[j], words), total)));
        }
        return new Counted(FsdCells.of(row), FsdCells.least(row).orElseThrow());
    }

    private void insert(List<Long> registrations, List<Counted> rows) {
        entities.unwrap(Session.class).doWork((Connection connection) -> {
            try (PreparedStatement statement = connection.prepareStatement("insert into fsd_row (registration, basis,"
                    + " width, total, conflicts, both_non_zero, least_conflicts, least_total)"
                    + " values (?, 'factors', ?, ?, ?, ?, ?, ?)")) {
                for (int i = 0; i < rows.size(); i++) {
                    insert(statement, registrations.get(i), rows.get(i));
                }
            }
        });
    }

    private static void insert(PreparedStatement statement, long registration, Counted row) throws SQLException {
        FsdCells cells = row.cells();
        statement.setLong(1, registration);
        statement.setInt(2, cells.width());
        statement.setLong(3, cells.total());
        statement.setBytes(4, cells.conflicts());
        statement.setBytes(5, cells.bothNonZero());
        statement.setLong(6, row.least().conflicts());
        statement.setLong(7, row.least().total());
        statement.executeUpdate();
    }

    /** Sums of all rows, from the rows. */
    private void totals(String space) {
        entities.createNativeQuery("delete from fsd_sum where registration in"
                + " (select registration from adapter where space = :space)").setParameter("space", space)
                .executeUpdate();
        StoredView view = new StoredView(new StoredRows(entities), new RowCache(0), Basis.FACTORS,
                new StoredRows(entities).places(Named.space(space)), List.of());
        int size = view.size();
        long[] conflicts = new long[size];
        int[] comparable = new int[size];
        long[] total = new long[1];
        view.pairs((i, j, pairConflicts, pairTotal) -> {
            conflicts[i] += pairConflicts;
            conflicts[j] += pairConflicts;
            comparable[i]++;
            comparable[j]++;
            total[0] = pairTotal;
        });
        List<StoredRows.Place> places = new StoredRows(entities).places(Named.space(space));
        for (int i = 0; i < size; i++) {
            entities.createNativeQuery(
                    "insert into fsd_sum (registration, basis, total, comparable, conflicts, both_non_zero)"
                            + " values (?1, 'factors', ?2, ?3, ?4, ?4)")
                    .setParameter(1, places.get(i).registration())
                    .setParameter(2, total[0]).setParameter(3, comparable[i]).setParameter(4, conflicts[i])
                    .executeUpdate();
        }
    }
}
