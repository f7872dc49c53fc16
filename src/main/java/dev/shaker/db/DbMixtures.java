package dev.shaker.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.quarkus.panache.common.Page;

import dev.shaker.adapter.AdapterStatus;
import dev.shaker.event.Failure;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureRequested;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.MixtureCatalog;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.mixture.MixtureLife;

@ApplicationScoped
class DbMixtures implements MixtureCatalog, MixtureLedger {
    private final LockedRows rows;

    DbMixtures(LockedRows rows) {
        this.rows = rows;
    }

    @Override
    @Transactional
    public Optional<MixtureView> byRequest(String requestId) {
        return MixtureEntity.<MixtureEntity>findByIdOptional(requestId).map(DbMixtures::toView);
    }

    @Override
    @Transactional
    public Optional<MixtureView> byId(MixtureId mixtureId) {
        return newest(mixtureId).map(DbMixtures::toView);
    }

    @Override
    @Transactional
    public Optional<MixtureView> byId(SpaceName space, MixtureId mixtureId) {
        return MixtureEntity
                .<MixtureEntity>find("space = ?1 and mixtureId = ?2 order by requestedAt desc, requestId",
                        space.name(), mixtureId.hex())
                .page(Page.ofSize(1)).<MixtureEntity>firstResultOptional().map(DbMixtures::toView);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void open(MixtureRequested request, Instant at) {
        Optional<MixtureEntity> known = rows.claim(MixtureEntity.class, request.requestId());
        if (known.isPresent()) {
            Requests.checkSame("mixture", request.requestId(), known.get().request, Json.text(request));
            return;
        }
        MixtureEntity row = new MixtureEntity();
        row.requestId = request.requestId();
        row.space = request.space();
        row.request = Json.text(request);
        MixtureRows.write(new MixtureLife.Requested(), row);
        row.requestedAt = at;
        row.persist();
    }

    @Override
    @Transactional
    public boolean isSettled(String requestId) {
        return MixtureEntity.count("requestId = ?1 and status <> ?2", requestId, MixtureStatus.REQUESTED) > 0;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void reopen(String requestId) {
        change(requestId, MixtureLife.Failed.class, MixtureLife.Failed::reopen);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void asked(String requestId, List<EvaluationId> evaluations) {
        change(requestId, MixtureLife.Ready.class, ready -> ready.asked(evaluations));
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean ready(String requestId, Ready outcome, Instant at) {
        return change(requestId, MixtureLife.Requested.class, requested -> requested.ready(outcome, at));
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean failed(String requestId, Failure failure, Instant at) {
        return change(requestId, MixtureLife.Requested.class, requested -> requested.fail(failure, at));
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean failed(MixtureRequested request, Failure failure, Instant at) {
        return rows.find(MixtureEntity.class, request.requestId())
                .filter(row -> Requests.same(row.request, Json.text(request))).isPresent()
                && failed(request.requestId(), failure, at);
    }

    /** @return false, with nothing changed, where the request stands otherwise */
    private <S extends MixtureLife> boolean change(String requestId, Class<S> from,
            Function<S, MixtureLife> transition) {
        MixtureEntity row = rows.find(MixtureEntity.class, requestId).orElseThrow();
        MixtureLife life = MixtureRows.read(row);
        if (!from.isInstance(life)) {
            return false;
        }
        MixtureRows.write(transition.apply(from.cast(life)), row);
        return true;
    }

    @Override
    @Transactional
    public Optional<Ready> stored(MixtureId mixtureId) {
        return newest(mixtureId).map(MixtureRows::read).filter(MixtureLife.Ready.class::isInstance)
                .map(life -> ((MixtureLife.Ready) life).outcome());
    }

    private static Optional<MixtureEntity> newest(MixtureId mixtureId) {
        return MixtureEntity
                .<MixtureEntity>find("mixtureId = ?1 order by requestedAt desc, requestId", mixtureId.hex())
                .page(Page.ofSize(1))
                .firstResultOptional();
    }

    static MixtureView toView(MixtureEntity row) {
        boolean stale = row.memberAdapters.length > 0 && current(row) < row.memberAdapters.length;
        return new MixtureView(row.requestId, new SpaceName(row.space), row.status, row.request, MixtureRows.id(row),
                row.generation,
                MixtureRows.members(row), row.meanFsd, row.sparsity, row.location, stale, row.failure.code(),
                row.failure.message(),
                row.failure.details(),
                row.requestedAt, row.finishedAt, MixtureRows.evaluations(row));
    }

    /** How many members are still what their domains have: the same content may stand under another domain, too. */
    private static long current(MixtureEntity row) {
        return ((Number) MixtureEntity.getEntityManager()
                .createNativeQuery(
                        """
                                select count(*) from unnest(cast(:domains as text[]), cast(:adapters as text[])) as member (domain, adapter)
                                join adapter a on a.space = :space and a.domain = member.domain and a.adapter_id = member.adapter
                                    and a.status = 'REGISTERED'""")
                .setParameter("domains", row.memberDomains)
                .setParameter("adapters", row.memberAdapters).setParameter("space", row.space).getSingleResult())
                .longValue();
    }
}
