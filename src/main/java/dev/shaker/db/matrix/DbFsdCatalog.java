package dev.shaker.db.matrix;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.db.matrix.StoredRows.Place;
import dev.shaker.fsd.FsdAverage;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdCell;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.RowSum;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;

import static java.util.Objects.requireNonNull;

@ApplicationScoped
class DbFsdCatalog implements FsdCatalog {
    /** Bytes of what is remembered of spaces apart from their rows: two of ten thousand adapters. */
    private static final long MOST_REMEMBERED = 32L << 20;

    private final EntityManager entities;
    private final StoredRows rows;
    private final RowCache cache;
    private final SpaceRevisions revisions;
    private final Remembered<Key, StoredView> views = new Remembered<>(MOST_REMEMBERED, StoredView::bytes);

    private record Key(SpaceName space, Basis basis) {}

    DbFsdCatalog(EntityManager entities, StoredRows rows, RowCache cache, SpaceRevisions revisions) {
        this.entities = entities;
        this.rows = rows;
        this.cache = cache;
        this.revisions = revisions;
    }

    @Override
    @Transactional
    public FsdMatrix matrix(SpaceName space, Basis basis) {
        return matrix(rows.places(space), basis);
    }

    @Override
    @Transactional
    public FsdMatrix submatrix(SpaceName space, Collection<DomainName> domains, Basis basis) {
        return matrix(rows.places(space, domains), basis);
    }

    @Override
    @Transactional
    public FsdView view(SpaceName space, Basis basis) {
        return views.get(new Key(space, basis), revisions.of(space), before -> {
            List<Place> places = rows.places(space);
            List<FsdAverage> averages = averages(space, basis, "", places.size());
            return before.map(view -> view.after(places, averages))
                    .orElseGet(() -> new StoredView(rows, cache, basis, places, averages));
        });
    }

    @Override
    @Transactional
    @SuppressWarnings("unchecked")
    public List<FsdAverage> averages(SpaceName space, Basis basis, String after, int limit) {
        List<Object[]> found = entities.createNativeQuery("""
                select a.domain, a.adapter_id, s.total, s.comparable, s.conflicts
                from (select registration, domain, adapter_id from adapter
                      where space = :space and status = 'REGISTERED' and domain > :after order by domain limit :limit) a
                left join fsd_sum s on s.registration = a.registration and s.basis = :basis and s.comparable > 0
                order by a.domain, s.total""", Object[].class).setParameter("space", space.name())
                .setParameter("after", after)
                .setParameter("limit", limit).setParameter("basis", basis.wire()).getResultList();
        Map<String, RowSum> sums = new LinkedHashMap<>();
        Map<String, AdapterId> ids = new HashMap<>();
        for (Object[] row : found) {
            RowSum sum = sums.computeIfAbsent((String) row[0], domain -> new RowSum());
            ids.put((String) row[0], new AdapterId((String) row[1]));
            if (row[2] != null) {
                sum.add(((Number) row[3]).intValue(), ((Number) row[4]).longValue(), ((Number) row[2]).longValue());
            }
        }
        List<FsdAverage> averages = new ArrayList<>();
        sums.forEach(
                (domain, sum) -> averages.add(sum.average(new DomainName(domain), requireNonNull(ids.get(domain)))));
        return averages;
    }

    @Override
    @Transactional
    public List<FsdCell> row(SpaceName space, DomainName domain, Basis basis, String after, int limit) {
        List<FsdCell> row = new ArrayList<>();
        Optional<Place> mine = rows.places(space, List.of(domain)).stream().findFirst();
        List<Place> others = rows.behind(space, after);
        // As a rule all of a space can be compared, and one pass fills the page.
        for (int from = 0; mine.isPresent() && row.size() < limit && from < others.size(); from += limit) {
            List<Place> some = others.subList(from, Math.min(others.size(), from + limit));
            Map<Long, PairConflicts> counts = rows.counts(mine.get().registration(), mine.get().slot(), some, basis);
            for (Place other : some) {
                PairConflicts pair = counts.get(other.registration());
                if (pair != null && row.size() < limit) {
                    row.add(new FsdCell(other.entry().domain(), other.entry().adapterId(), pair));
                }
            }
        }
        return row;
    }

    private FsdMatrix matrix(List<Place> places, Basis basis) {
        FsdMatrix.Builder builder = FsdMatrix.builder();
        Map<Long, Place> known = new HashMap<>();
        for (Place place : places) {
            known.put(place.registration(), place);
            builder.add(place.entry().domain(), place.entry().adapterId());
        }
        rows.read(known.keySet(), basis, true, (registration, cells) -> {
            Place mine = known.get(registration);
            if (mine != null) {
                Map<Long, PairConflicts> counts = new HashMap<>();
                StoredRows.own(mine.registration(), cells, places, counts);
                counts.forEach((other, pair) -> {
                    Place theirs = known.get(other);
                    if (theirs != null) {
                        builder.pair(mine.entry().domain(), theirs.entry().domain(), pair);
                    }
                });
            }
        });
        return builder.build();
    }
}
