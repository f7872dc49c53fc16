package dev.shaker.db;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.Rejection;
import dev.shaker.adapter.Space;
import dev.shaker.db.Keyset.Column;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.listing.Page;
import dev.shaker.listing.PageRequest;
import dev.shaker.listing.Position;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.Listings;

/** Pages by the indexes of migration 75. */
@ApplicationScoped
class DbListings implements Listings {
    private static final Keyset<SpaceEntity> SPACES = new Keyset<>("select * from space", SpaceEntity.class, false,
            List.of(Column.text("name")), row -> Position.of(row.name));
    private static final Keyset<AdapterEntity> ADAPTERS = new Keyset<>("select * from adapter", AdapterEntity.class,
            false, List.of(Column.text("domain"), Column.instant("trained_at"), Column.number("registration")),
            row -> Position.of(row.domain, row.trainedAt, row.registration));
    private static final Keyset<AnnouncementEntity> ANNOUNCEMENTS = new Keyset<>("select * from announcement",
            AnnouncementEntity.class, true, List.of(Column.instant("at"), Column.text("identity")),
            row -> Position.of(row.at, row.identity));
    private static final Keyset<MixtureEntity> MIXTURES = new Keyset<>("select * from mixture", MixtureEntity.class,
            true, List.of(Column.instant("requested_at"), Column.text("request_id")),
            row -> Position.of(row.requestedAt, row.requestId));
    private static final Keyset<EvaluationEntity> EVALUATIONS = new Keyset<>("select * from evaluation",
            EvaluationEntity.class, false,
            List.of(Column.text("domain"), Column.text("coalesce(mixture_id, '')"), Column.instant("requested_at"),
                    Column.text("id")),
            row -> Position.of(row.domain, row.mixtureId == null ? "" : row.mixtureId, row.requestedAt, row.id));
    private static final Keyset<SweepEntity> SWEEPS = new Keyset<>("select * from sweep", SweepEntity.class, true,
            List.of(Column.instant("requested_at"), Column.text("id")), row -> Position.of(row.requestedAt, row.id));
    private static final Keyset<Object[]> RESULTS = new Keyset<>(
            "select sparsity, subset, domain, correct, total, attacked from sweep_result", Object[].class, false,
            List.of(new Column("sparsity", Keyset.Kind.DECIMAL), Column.number("subset"), Column.number("domain")),
            row -> Position.of(((BigDecimal) row[0]).toPlainString(), row[1], row[2]));

    private final EntityManager entities;

    DbListings(EntityManager entities) {
        this.entities = entities;
    }

    @Override
    @Transactional
    public Page<Space> spaces(PageRequest page) {
        return SPACES.page(entities, "true", Map.of(), page, DbAdapterCatalog::toSpace);
    }

    @Override
    @Transactional
    public Page<RegisteredAdapter> adapters(SpaceName space, @Nullable AdapterStatus status, PageRequest page) {
        return status == null
                ? ADAPTERS.page(entities, "space = :space", Map.of("space", space.name()), page, AdapterRows::toRecord)
                : ADAPTERS.page(entities, "space = :space and status = :status",
                        Map.of("space", space.name(), "status", status.name()), page, AdapterRows::toRecord);
    }

    @Override
    @Transactional
    public String revision(SpaceName space) {
        return (String) entities
                .createNativeQuery("select count(*) || ' ' || coalesce(max(at), 'epoch') from announcement"
                        + " where space = :space", String.class)
                .setParameter("space", space.name()).getSingleResult();
    }

    @Override
    @Transactional
    public Page<Rejection> rejections(SpaceName space, PageRequest page) {
        return ANNOUNCEMENTS.page(entities, "space = :space and outcome = 'REJECTED'", Map.of("space", space.name()),
                page,
                AdapterRows::toRejection);
    }

    @Override
    @Transactional
    public Page<MixtureView> mixtures(SpaceName space, @Nullable AdapterId adapter, PageRequest page) {
        return adapter == null
                ? MIXTURES.page(entities, "space = :space", Map.of("space", space.name()), page, DbMixtures::toView)
                : MIXTURES.page(entities, "space = :space and member_adapters @> array[cast(:adapter as text)]",
                        Map.of("space", space.name(), "adapter", adapter.hex()), page, DbMixtures::toView);
    }

    @Override
    @Transactional
    public Page<EvaluationView> evaluations(SpaceName space, @Nullable MixtureId mixture, PageRequest page) {
        Map<String, Object> values = new HashMap<>(Map.of("space", space.name()));
        if (mixture != null) {
            values.put("mixture", mixture.hex());
        }
        return EVALUATIONS.page(entities, "space = :space" + (mixture == null ? "" : " and mixture_id = :mixture"),
                values, page, DbEvaluations::toView);
    }

    @Override
    @Transactional
    public Page<SweepView> sweeps(SpaceName space, PageRequest page) {
        return SWEEPS.page(entities, "space = :space", Map.of("space", space.name()), page, DbSweeps::toView);
    }

    @Override
    @Transactional
    public Page<SweepScore> results(String sweep, PageRequest page) {
        SweepEntity row = entities.find(SweepEntity.class, sweep);
        if (row == null) {
            return new Page<>(List.of(), null);
        }
        SweepTable names = new SweepTable(DomainName.all(List.of(row.memberDomains)), List.of());
        return RESULTS.page(entities, "sweep = :sweep", Map.of("sweep", sweep), page,
                result -> new SweepScore((BigDecimal) result[0], names.names(((Number) result[1]).longValue()),
                        names.domains().get(((Number) result[2]).intValue()), ((Number) result[3]).intValue(),
                        ((Number) result[4]).intValue(), (Integer) result[5]));
    }
}
