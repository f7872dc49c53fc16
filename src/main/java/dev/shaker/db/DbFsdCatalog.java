package dev.shaker.db;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.fsd.FsdAverage;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdCell;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.RowSum;

@ApplicationScoped
class DbFsdCatalog implements FsdCatalog {
    private final EntityManager entities;

    DbFsdCatalog(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    @Transactional
    public FsdMatrix matrix(String space, Basis basis) {
        return build(current(space), basis, Optional.empty());
    }

    @Override
    @Transactional
    public FsdMatrix layered(String space, Collection<String> domains, Basis basis) {
        return build(current(space, domains), basis,
                SpaceEntity.<SpaceEntity>findByIdOptional(space).map(row -> row.layers));
    }

    @Override
    @Transactional
    public FsdMatrix submatrix(String space, Collection<String> domains, Basis basis) {
        return build(current(space, domains), basis, Optional.empty());
    }

    @Override
    @Transactional
    @SuppressWarnings("unchecked")
    public List<FsdAverage> averages(String space, Basis basis, String after, int limit) {
        List<Object[]> rows = entities.createNativeQuery("""
                select a.domain, a.adapter_id, s.total, s.comparable, s.conflicts
                from (select registration, domain, adapter_id from adapter
                      where space = :space and status = 'REGISTERED' and domain > :after order by domain limit :limit) a
                left join fsd_sum s on s.registration = a.registration and s.basis = :basis and s.comparable > 0
                order by a.domain, s.total""", Object[].class).setParameter("space", space).setParameter("after", after)
                .setParameter("limit", limit).setParameter("basis", basis.wire()).getResultList();
        Map<String, RowSum> sums = new LinkedHashMap<>();
        Map<String, String> ids = new HashMap<>();
        for (Object[] row : rows) {
            RowSum sum = sums.computeIfAbsent((String) row[0], domain -> new RowSum());
            ids.put((String) row[0], (String) row[1]);
            if (row[2] != null) {
                sum.add(((Number) row[3]).intValue(), ((Number) row[4]).longValue(), ((Number) row[2]).longValue());
            }
        }
        List<FsdAverage> averages = new ArrayList<>();
        sums.forEach((domain, sum) -> averages.add(sum.average(domain, ids.getOrDefault(domain, ""))));
        return averages;
    }

    @Override
    @Transactional
    @SuppressWarnings("unchecked")
    public List<FsdCell> row(String space, String domain, Basis basis) {
        // Its own row has those that were there before it; those that came later have it in theirs.
        List<Object[]> rows = entities.createNativeQuery("""
                with mine as (select registration from adapter
                              where space = :space and domain = :domain and status = 'REGISTERED'),
                pair as (
                    select cell.other, cell.conflicts, cell.both_non_zero, cell.total
                    from fsd_row r cross join lateral unnest(r.others, r.conflicts, r.both_non_zero, r.totals)
                        as cell (other, conflicts, both_non_zero, total)
                    where r.registration = (select registration from mine) and r.basis = :basis
                    union all
                    select r.registration, r.conflicts[at.place], r.both_non_zero[at.place], r.totals[at.place]
                    from fsd_row r
                    cross join lateral (select array_position(r.others, (select registration from mine)) as place) at
                    where r.registration > (select registration from mine) and r.basis = :basis
                      and at.place is not null)
                select a.domain, a.adapter_id, pair.conflicts, pair.both_non_zero, pair.total
                from pair join adapter a on a.registration = pair.other and a.status = 'REGISTERED'
                order by a.domain""", Object[].class).setParameter("space", space).setParameter("domain", domain)
                .setParameter("basis", basis.wire()).getResultList();
        List<FsdCell> cells = new ArrayList<>(rows.size());
        for (Object[] row : rows) {
            cells.add(new FsdCell((String) row[0], (String) row[1], PairConflicts.sums(((Number) row[2]).longValue(),
                    ((Number) row[3]).longValue(), ((Number) row[4]).longValue())));
        }
        return cells;
    }

    private static List<AdapterEntity> current(String space) {
        return AdapterEntity.list("space = ?1 and status = ?2 order by domain", space, AdapterStatus.REGISTERED);
    }

    /** Of some domains, without reading the thousands of others. */
    private static List<AdapterEntity> current(String space, Collection<String> domains) {
        return domains.isEmpty()
                ? List.of()
                : AdapterEntity.list("space = ?1 and status = ?2 and domain in ?3 order by domain", space,
                        AdapterStatus.REGISTERED, Set.copyOf(domains));
    }

    /** @param layers the space's own; where given, the counts of every layer are read too */
    private static FsdMatrix build(List<AdapterEntity> adapters, Basis basis, Optional<String[]> layers) {
        Map<Long, String> domains = new HashMap<>();
        FsdMatrix.Builder builder = FsdMatrix.builder();
        for (AdapterEntity adapter : adapters) {
            domains.put(adapter.registration, adapter.domain);
            builder.add(adapter.domain, adapter.adapterId);
        }
        if (domains.isEmpty()) {
            return builder.build();
        }
        List<FsdRowEntity> rows = FsdRowEntity.list("registration in ?1 and basis = ?2", domains.keySet(),
                basis.wire());
        for (FsdRowEntity row : rows) {
            String domain = domains.get(row.registration);
            Optional<String[]> counted = layers.map(own -> row.layers == null ? own : row.layers);
            for (int i = 0; i < row.others.length; i++) {
                String other = domains.get(row.others[i]);
                if (domain != null && other != null) {
                    builder.pair(domain, other, cell(row, i, counted));
                }
            }
        }
        return builder.build();
    }

    private static PairConflicts cell(FsdRowEntity row, int position, Optional<String[]> layers) {
        return layers.map(names -> LayerCounts.decode(row.layerCounts, position, names)).orElseGet(
                () -> PairConflicts.sums(row.conflicts[position], row.bothNonZero[position], row.totals[position]));
    }
}
