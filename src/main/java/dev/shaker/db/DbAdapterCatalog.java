package dev.shaker.db;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.Space;
import dev.shaker.db.matrix.Remembered;
import dev.shaker.db.matrix.SpaceRevisions;
import dev.shaker.event.Envelope;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;

@ApplicationScoped
class DbAdapterCatalog implements AdapterCatalog {
    /** Bytes of adapters in memory: all of a space of ten thousand. */
    private static final long MOST_REMEMBERED = 32L << 20;
    private static final long ADAPTER = 2_700;

    private final SpaceRevisions revisions;
    private final EntityManager entities;
    private final Remembered<SpaceName, Current> currents = new Remembered<>(MOST_REMEMBERED,
            current -> current.adapters().size() * ADAPTER);

    /**
     * The current adapters of a space.
     *
     * @param adapters sorted by domain
     * @param read each by its registration
     */
    private record Current(List<RegisteredAdapter> adapters, Map<Long, Read> read) {
        static final Current NONE = new Current(List.of(), Map.of());
    }

    /** @param version another one with each change of the row */
    private record Read(long version, RegisteredAdapter adapter) {}

    DbAdapterCatalog(SpaceRevisions revisions, EntityManager entities) {
        this.revisions = revisions;
        this.entities = entities;
    }

    @Override
    @Transactional
    public List<Space> spaces() {
        return SpaceEntity.<SpaceEntity>list("order by name").stream().map(DbAdapterCatalog::toSpace).toList();
    }

    @Override
    @Transactional
    public Optional<Space> space(SpaceName name) {
        return SpaceEntity.<SpaceEntity>findByIdOptional(name.name()).map(DbAdapterCatalog::toSpace);
    }

    @Override
    @Transactional
    public List<RegisteredAdapter> adapters(SpaceName space) {
        return records(AdapterEntity.list("space = ?1 order by domain, trainedAt, registration", space.name()));
    }

    @Override
    @Transactional
    public List<RegisteredAdapter> current(SpaceName space) {
        return currents.get(space, revisions.of(space), before -> current(space, before.orElse(Current.NONE)))
                .adapters();
    }

    /** Reads the rows that have changed, of thousands as a rule one. */
    @SuppressWarnings("unchecked")
    private Current current(SpaceName space, Current before) {
        SequencedMap<Long, Long> versions = new LinkedHashMap<>();
        List<Object[]> rows = entities.createNativeQuery("""
                select registration, cast(cast(xmin as text) as bigint) from adapter
                where space = ?1 and status = 'REGISTERED' order by domain""", Object[].class)
                .setParameter(1, space.name()).getResultList();
        rows.forEach(row -> versions.put(((Number) row[0]).longValue(), ((Number) row[1]).longValue()));
        List<Long> changed = versions.entrySet().stream().filter(row -> {
            Read known = before.read().get(row.getKey());
            return known == null || known.version() != row.getValue();
        }).map(Map.Entry::getKey).toList();
        Map<Long, RegisteredAdapter> fresh = new HashMap<>();
        entities.createNativeQuery("select * from adapter where registration = any (cast(?1 as bigint[]))",
                AdapterEntity.class).setParameter(1, changed.toArray(Long[]::new)).getResultList()
                .forEach(row -> fresh.put(((AdapterEntity) row).registration, reread((AdapterEntity) row, before)));
        Map<Long, Read> read = new HashMap<>();
        List<RegisteredAdapter> adapters = new ArrayList<>();
        versions.forEach((registration, version) -> {
            RegisteredAdapter adapter = fresh.get(registration);
            Read now = adapter == null ? before.read().get(registration) : new Read(version, adapter);
            if (now != null) {
                read.put(registration, now);
                adapters.add(now.adapter());
            }
        });
        return new Current(List.copyOf(adapters), read);
    }

    /** An adapter that was read before may be in the persistence context, as it was then. */
    private RegisteredAdapter reread(AdapterEntity row, Current before) {
        if (before.read().containsKey(row.registration)) {
            entities.refresh(row);
        }
        return AdapterRows.toRecord(row);
    }

    @Override
    @Transactional
    public List<RegisteredAdapter> current(SpaceName space, Collection<DomainName> domains) {
        return domains.isEmpty()
                ? List.of()
                : records(
                        AdapterEntity.list("space = ?1 and status = ?2 and domain in ?3 order by domain", space.name(),
                                AdapterStatus.REGISTERED, Set.copyOf(DomainName.texts(domains))));
    }

    @Override
    @Transactional
    public List<DomainName> inert(SpaceName space) {
        return AdapterEntity.<AdapterEntity>list("space = ?1 and status = ?2 and inert order by domain", space.name(),
                AdapterStatus.REGISTERED).stream().map(adapter -> new DomainName(adapter.domain)).toList();
    }

    @Override
    @Transactional
    public Optional<Instant> withdrawn(SpaceName space, DomainName domain) {
        boolean current = AdapterEntity.count("space = ?1 and domain = ?2 and status = ?3", space.name(), domain.name(),
                AdapterStatus.REGISTERED) > 0;
        return current
                ? Optional.empty()
                : AdapterEntity.<AdapterEntity>find("space = ?1 and domain = ?2 and status = ?3"
                        + " order by withdrawnAt desc, registration desc", space.name(), domain.name(),
                        AdapterStatus.WITHDRAWN)
                        .firstResultOptional().map(row -> row.withdrawnAt);
    }

    @Override
    @Transactional
    public List<RegisteredAdapter> byId(AdapterId id) {
        return records(AdapterEntity.list("adapterId = ?1 order by registration", id.hex()));
    }

    @Override
    @Transactional
    public Optional<Announcement> announcement(String source, String eventId) {
        return AnnouncementEntity
                .<AnnouncementEntity>findByIdOptional(Envelope.identity(source, eventId))
                .map(AdapterRows::toRecord);
    }

    @Override
    @Transactional
    public List<Announcement> announcements(String eventId) {
        return AnnouncementEntity.<AnnouncementEntity>list("eventId = ?1 order by identity", eventId).stream()
                .map(AdapterRows::toRecord).toList();
    }

    static Space toSpace(SpaceEntity row) {
        long adapters = AdapterEntity.count("space = ?1 and status = ?2", row.name, AdapterStatus.REGISTERED);
        return new Space(new SpaceName(row.name), row.method,
                new BaseModelReference(row.baseModelName, row.baseModelLocation, row.baseModelDigest), row.generation,
                Math.toIntExact(adapters));
    }

    private static List<RegisteredAdapter> records(List<AdapterEntity> rows) {
        return rows.stream().map(AdapterRows::toRecord).toList();
    }
}
