package dev.shaker.db;

import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;

import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.identity.DomainName;

/** Rows of {@code sweep_result}: too many for entities. */
@ApplicationScoped
class SweepResults {
    private final EntityManager entities;

    SweepResults(EntityManager entities) {
        this.entities = entities;
    }

    /** Inserts in the caller's transaction, by one statement. */
    void insert(String sweep, BigDecimal sparsity, List<SweepTable.Score> scores) {
        Long[] subsets = scores.stream().map(SweepTable.Score::subset).toArray(Long[]::new);
        Integer[] domains = scores.stream().map(SweepTable.Score::domain).toArray(Integer[]::new);
        Integer[] correct = scores.stream().map(SweepTable.Score::correct).toArray(Integer[]::new);
        Integer[] totals = scores.stream().map(SweepTable.Score::total).toArray(Integer[]::new);
        @Nullable
        Integer[] attacked = scores.stream().map(SweepTable.Score::attacked).toArray(Integer[]::new);
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into sweep_result (sweep, sparsity, subset, domain, correct, total, attacked)
                    select ?, ?, * from unnest(?::bigint[], ?::int[], ?::int[], ?::int[], ?::int[])""")) {
                insert.setString(1, sweep);
                insert.setBigDecimal(2, sparsity);
                insert.setArray(3, connection.createArrayOf("bigint", subsets));
                insert.setArray(4, connection.createArrayOf("integer", domains));
                insert.setArray(5, connection.createArrayOf("integer", correct));
                insert.setArray(6, connection.createArrayOf("integer", totals));
                insert.setArray(7, connection.createArrayOf("integer", attacked));
                insert.executeUpdate();
            }
        });
    }

    @SuppressWarnings("unchecked")
    SortedMap<BigDecimal, SweepTable> tables(String sweep, List<DomainName> domains) {
        List<Object[]> rows = entities.createNativeQuery("""
                select sparsity, subset, domain, correct, total, attacked from sweep_result where sweep = :sweep
                order by sparsity, bit_count(cast(subset as bit(64))), subset, domain""", Object[].class)
                .setParameter("sweep", sweep).getResultList();
        SortedMap<BigDecimal, List<SweepTable.Score>> scores = new TreeMap<>();
        for (Object[] row : rows) {
            scores.computeIfAbsent((BigDecimal) row[0], s -> new ArrayList<>())
                    .add(new SweepTable.Score(((Number) row[1]).longValue(), ((Number) row[2]).intValue(),
                            ((Number) row[3]).intValue(), ((Number) row[4]).intValue(), (Integer) row[5]));
        }
        SortedMap<BigDecimal, SweepTable> tables = new TreeMap<>();
        scores.forEach((sparsity, found) -> tables.put(sparsity, new SweepTable(domains, found)));
        return tables;
    }
}
