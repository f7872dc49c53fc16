package dev.shaker.db;

import java.sql.PreparedStatement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.db.matrix.MatrixWriter;
import dev.shaker.db.matrix.SpaceRevisions;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.SpaceLedger;
import dev.shaker.pipeline.registration.AnnouncementLife;

@ApplicationScoped
class DbSpaceLedger implements SpaceLedger {
    private final EntityManager entities;
    private final LockedRows rows;
    private final MatrixWriter matrix;
    private final SpaceRevisions revisions;
    private final Clock clock;

    DbSpaceLedger(EntityManager entities, LockedRows rows, MatrixWriter matrix, SpaceRevisions revisions, Clock clock) {
        this.revisions = revisions;
        this.entities = entities;
        this.rows = rows;
        this.matrix = matrix;
        this.clock = clock;
    }

    @Override
    @Transactional
    public Optional<SpaceState> find(SpaceName space) {
        return SpaceEntity.<SpaceEntity>findByIdOptional(space.name()).map(DbSpaceLedger::toState);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public SpaceState lock(SpaceState wanted) {
        // Two first adapters of one space may arrive at two workers: the second waits for the first's row.
        entities.createNativeQuery("""
                insert into space (name, method, base_model_name, base_model_location, base_model_digest, signature,
                    layers, layer_sizes, generation, created_at)
                values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9) on conflict (name) do nothing""")
                .setParameter(1, wanted.name().name()).setParameter(2, wanted.method().name())
                .setParameter(3, wanted.baseModel().name()).setParameter(4, wanted.baseModel().location())
                .setParameter(5, wanted.baseModel().digest()).setParameter(6, wanted.signature())
                .setParameter(7, wanted.layers().toArray(String[]::new))
                .setParameter(8, wanted.layerSizes().stream().mapToLong(Long::longValue).toArray())
                .setParameter(9, clock.instant()).executeUpdate();
        return toState(rows.find(SpaceEntity.class, wanted.name().name()).orElseThrow());
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<SpaceState> lock(SpaceName space) {
        return rows.find(SpaceEntity.class, space.name()).map(DbSpaceLedger::toState);
    }

    @Override
    @Transactional
    public List<Current> current(SpaceName space) {
        // A few columns of thousands of rows: whole entities would stay in the session.
        return entities
                .createQuery("select a.registration, a.slot, a.domain, a.adapterId, a.planes, a.updatePlanes,"
                        + " a.trainedAt, a.initSeed from AdapterEntity a"
                        + " where a.space = :space and a.status = :status order by a.domain", Tuple.class)
                .setParameter("space", space.name()).setParameter("status", AdapterStatus.REGISTERED).getResultStream()
                .map(row -> new Current(row.get(0, Long.class), row.get(1, Integer.class),
                        new DomainName(row.get(2, String.class)), new AdapterId(row.get(3, String.class)),
                        row.get(4, String.class), row.get(5, String.class), row.get(6, Instant.class),
                        row.get(7, Long.class)))
                .toList();
    }

    @Override
    @Transactional
    public List<BaseModelReference> bases(SpaceName space) {
        return entities.createQuery("select distinct new dev.shaker.adapter.BaseModelReference(a.baseModelName,"
                + " a.baseModelLocation, a.baseModelDigest) from AdapterEntity a"
                + " where a.space = :space and a.status = :status", BaseModelReference.class)
                .setParameter("space", space.name()).setParameter("status", AdapterStatus.REGISTERED).getResultList();
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void supersede(long registration, Map<Basis, List<Entry>> taken) {
        AdapterEntity row = rows.find(AdapterEntity.class, registration).orElseThrow();
        revisions.raise(new SpaceName(row.space));
        row.status = AdapterStatus.SUPERSEDED;
        // The next insert must not meet the partial unique index of current adapters.
        entities.flush();
        matrix.take(registration, taken);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void withdraw(long registration, Instant at, long generation) {
        AdapterEntity row = rows.find(AdapterEntity.class, registration).orElseThrow();
        revisions.raise(new SpaceName(row.space));
        matrix.take(new SpaceName(row.space), registration, row.slot);
        row.status = AdapterStatus.WITHDRAWN;
        row.withdrawnAt = at;
        SpaceEntity.<SpaceEntity>findById(row.space).generation = generation;
        entities.flush();
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void withdrawLater(long registration, Instant at) {
        AdapterEntity row = rows.find(AdapterEntity.class, registration).orElseThrow();
        Instant before = row.withdrawnAt;
        row.withdrawnAt = before == null || at.isAfter(before) ? at : before;
    }

    @Override
    @Transactional
    public Optional<Withdrawn> withdrawn(SpaceName space, DomainName domain) {
        return entities.createQuery(
                "select a.registration, a.adapterId, a.withdrawnAt from AdapterEntity a where a.space = :space and a.domain = :domain"
                        + " and a.status = :status order by a.withdrawnAt desc, a.trainedAt desc, a.registration desc",
                Tuple.class).setParameter("space", space.name()).setParameter("domain", domain.name())
                .setParameter("status", AdapterStatus.WITHDRAWN).setMaxResults(1).getResultStream().findFirst()
                .map(row -> new Withdrawn(row.get(0, Long.class), new AdapterId(row.get(1, String.class)),
                        row.get(2, Instant.class)));
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public long register(RegisteredAdapter adapter, String eventId, Map<String, String> metrics) {
        revisions.raise(adapter.space());
        AdapterEntity row = AdapterRows.toRow(adapter);
        row.eventId = eventId;
        row.metrics = metrics;
        SpaceEntity space = SpaceEntity.findById(adapter.space().name());
        row.slot = slot(space, adapter.domain());
        row.persist();
        space.generation = adapter.generation();
        return row.registration;
    }

    /** A domain keeps its slot; a new one gets the next. */
    private int slot(SpaceEntity space, DomainName domain) {
        return entities
                .createQuery("select a.slot from AdapterEntity a where a.space = ?1 and a.domain = ?2", Integer.class)
                .setParameter(1, space.name).setParameter(2, domain.name()).setMaxResults(1).getResultStream()
                .findFirst()
                .orElseGet(() -> space.slots++);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void addRow(long registration, Basis basis, List<Entry> row) {
        matrix.add(registration, basis, row);
    }

    @Override
    @Transactional
    public void movePlanes(SpaceName space, Basis basis, Map<String, String> moved) {
        String column = basis == Basis.FACTORS ? "planes" : "update_planes";
        // The space before its adapters, as who registers one locks them.
        revisions.raise(space);
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("update adapter a set " + column
                    + " = moved.after from unnest(?::text[], ?::text[]) as moved (before, after)"
                    + " where a.space = ? and a.status = 'REGISTERED' and a." + column + " = moved.before")) {
                statement.setArray(1, connection.createArrayOf("text", moved.keySet().toArray()));
                statement.setArray(2, connection.createArrayOf("text", moved.values().toArray()));
                statement.setString(3, space.name());
                statement.executeUpdate();
            }
        });
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void refresh(long registration, RegisteredAdapter adapter) {
        revisions.raise(adapter.space());
        AdapterRows.describe(AdapterEntity.findById(registration), adapter);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void announce(String identity, Announcement announcement) {
        Optional<AnnouncementEntity> known = rows.claim(AnnouncementEntity.class, identity);
        AnnouncementLife life = known.isEmpty()
                ? new AnnouncementLife.Awaited()
                : AnnouncementLife.of(AdapterRows.toRecord(known.get()));
        switch (life) {
            case AnnouncementLife.Awaited awaited -> write(identity, awaited.settle(announcement));
            // Its dead letter was put back: what became of it then is what its producer asks for.
            case AnnouncementLife.Rejected rejected -> write(identity, rejected.settle(announcement));
            case AnnouncementLife.Settled _ -> {
            }
        }
    }

    private void write(String identity, AnnouncementLife.Known life) {
        entities.merge(AdapterRows.toRow(identity, life.announcement()));
    }

    private static SpaceState toState(SpaceEntity row) {
        return new SpaceState(new SpaceName(row.name), row.method,
                new BaseModelReference(row.baseModelName, row.baseModelLocation, row.baseModelDigest), row.signature,
                List.of(row.layers), java.util.Arrays.stream(row.layerSizes).boxed().toList(), row.generation);
    }
}
