package dev.shaker.db.guided;

import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import org.hibernate.Session;

import dev.shaker.db.Keyset;
import dev.shaker.db.Keyset.Column;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.listing.Page;
import dev.shaker.listing.PageRequest;
import dev.shaker.listing.Position;
import dev.shaker.pipeline.guided.Measurement;
import dev.shaker.pipeline.guided.SearchCatalog;
import dev.shaker.pipeline.guided.SearchPlan;

/** Rows of {@code guided_measurement}: too many for entities. */
@ApplicationScoped
class Measurements {
    private static final Keyset<Object[]> TRACE = new Keyset<>(
            "select round, target, from_row, members, rows, correct from guided_measurement", Object[].class, false,
            List.of(Column.number("round"), Column.number("target"), Column.number("from_row"),
                    Column.text("members")),
            row -> Position.of(row[0], row[1], row[2], row[3]));

    private final EntityManager entities;

    Measurements(EntityManager entities) {
        this.entities = entities;
    }

    /** Inserts in the caller's transaction, in one batch. */
    void insert(String search, int round, List<Measurement> measurements) {
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into guided_measurement (search, target, members, from_row, rows, round, correct, right_rows,
                    logits) values (?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
                for (Measurement one : measurements) {
                    insert.setString(1, search);
                    insert.setInt(2, one.target());
                    insert.setString(3, PlanRows.members(one.members()));
                    insert.setInt(4, one.from());
                    insert.setInt(5, one.outcomes().rows());
                    insert.setInt(6, round);
                    insert.setInt(7, one.outcomes().right());
                    insert.setBytes(8, one.outcomes().bytes());
                    insert.setBytes(9, bytes(one.logits()));
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        });
    }

    @SuppressWarnings("unchecked")
    List<Measurement> ofRounds(String search, int first, int last) {
        List<Object[]> rows = entities.createNativeQuery("""
                select target, members, from_row, rows, right_rows, logits from guided_measurement
                where search = :search and round between :first and :last
                order by round, target, from_row, members""", Object[].class).setParameter("search", search)
                .setParameter("first", first).setParameter("last", last).getResultList();
        List<Measurement> measurements = new ArrayList<>(rows.size());
        for (Object[] row : rows) {
            measurements.add(new Measurement((Integer) row[0], PlanRows.members((String) row[1]), (Integer) row[2],
                    RowOutcomes.ofBytes((Integer) row[3], (byte[]) row[4]), floats((byte[]) row[5])));
        }
        return measurements;
    }

    boolean has(String search, int target, List<Integer> members) {
        return !entities.createNativeQuery("""
                select 1 from guided_measurement where search = :search and target = :target and members = :members
                limit 1""", Integer.class).setParameter("search", search).setParameter("target", target)
                .setParameter("members", PlanRows.members(members)).getResultList().isEmpty();
    }

    Page<SearchCatalog.Traced> trace(String search, SearchPlan plan, PageRequest page) {
        return TRACE.page(entities, "search = :search", Map.of("search", search), page,
                row -> new SearchCatalog.Traced((Integer) row[0],
                        plan.of(plan.targets().get((Integer) row[1])).domain(),
                        PlanRows.members((String) row[3]).stream()
                                .map(place -> plan.candidates().get(place).domain()).toList(),
                        (Integer) row[2], (Integer) row[2] + (Integer) row[4], (Integer) row[5]));
    }

    private static byte[] bytes(float[] numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
        bytes.asFloatBuffer().put(numbers);
        return bytes.array();
    }

    private static float[] floats(byte[] bytes) {
        float[] numbers = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(numbers);
        return numbers;
    }
}
