package dev.shaker.db;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import io.quarkus.panache.common.Page;

import dev.shaker.adapter.AdapterStatus;
import dev.shaker.event.Failure;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureRequested;
import dev.shaker.mixture.MixtureCatalog;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.MixtureLedger;

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
    public Optional<MixtureView> byId(String mixtureId) {
        return newest(mixtureId).map(DbMixtures::toView);
    }

    @Override
    @Transactional
    public List<MixtureView> list(String space, int limit) {
        return MixtureEntity.<MixtureEntity>find("space = ?1 order by requestedAt desc, requestId", space)
                .page(Page.ofSize(limit)).list().stream().map(DbMixtures::toView).toList();
    }

    @Override
    @Transactional
    @SuppressWarnings("unchecked")
    public List<MixtureView> holding(String adapterId) {
        // Hibernate's array_contains compares text[] with varchar[], for which PostgreSQL has no operator.
        List<MixtureEntity> found = MixtureEntity.getEntityManager()
                .createNativeQuery("select * from mixture where member_adapters @> array[cast(:adapter as text)]"
                        + " order by requested_at desc, request_id", MixtureEntity.class)
                .setParameter("adapter", adapterId).getResultList();
        return found.stream().map(DbMixtures::toView).toList();
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
        row.status = MixtureStatus.REQUESTED;
        row.request = Json.text(request);
        row.memberDomains = new String[0];
        row.memberAdapters = new String[0];
        row.evaluations = new String[0];
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
        rows.find(MixtureEntity.class, requestId).filter(row -> row.status == MixtureStatus.FAILED).ifPresent(row -> {
            row.status = MixtureStatus.REQUESTED;
            row.failure.clear();
            row.finishedAt = null;
        });
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void asked(String requestId, List<String> evaluations) {
        rows.find(MixtureEntity.class, requestId).orElseThrow().evaluations = evaluations.toArray(String[]::new);
    }

    private Optional<MixtureEntity> unsettled(String requestId) {
        return rows.find(MixtureEntity.class, requestId).filter(row -> row.status == MixtureStatus.REQUESTED);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean ready(String requestId, Ready outcome, Instant at) {
        Optional<MixtureEntity> found = unsettled(requestId);
        if (found.isEmpty()) {
            return false;
        }
        MixtureEntity row = found.get();
        row.status = MixtureStatus.READY;
        row.mixtureId = outcome.mixtureId();
        row.generation = outcome.generation();
        row.memberDomains = outcome.members().stream().map(MixtureView.Member::domain).toArray(String[]::new);
        row.memberAdapters = outcome.members().stream().map(MixtureView.Member::adapterId).toArray(String[]::new);
        row.meanFsd = outcome.meanFsd();
        row.sparsity = outcome.sparsity();
        row.location = outcome.recipe();
        row.finishedAt = at;
        return true;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean failed(String requestId, Failure failure, Instant at) {
        Optional<MixtureEntity> found = unsettled(requestId);
        found.ifPresent(row -> {
            row.status = MixtureStatus.FAILED;
            row.failure.set(failure);
            row.finishedAt = at;
        });
        return found.isPresent();
    }

    @Override
    @Transactional
    public Optional<Ready> stored(String mixtureId) {
        return newest(mixtureId).flatMap(row -> row.location == null
                ? Optional.empty()
                : Optional.of(new Ready(mixtureId, row.generation, members(row), row.meanFsd, row.sparsity,
                        row.location)));
    }

    private static Optional<MixtureEntity> newest(String mixtureId) {
        return MixtureEntity
                .<MixtureEntity>find("mixtureId = ?1 order by requestedAt desc, requestId", mixtureId)
                .page(Page.ofSize(1))
                .firstResultOptional();
    }

    private static MixtureView toView(MixtureEntity row) {
        boolean stale = row.memberAdapters.length > 0 && current(row) < row.memberAdapters.length;
        return new MixtureView(row.requestId, row.space, row.status, row.request, row.mixtureId, row.generation,
                members(row), row.meanFsd, row.sparsity, row.location, stale, row.failure.code(), row.failure.message(),
                row.failure.details(),
                row.requestedAt, row.finishedAt, List.of(row.evaluations));
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

    private static List<MixtureView.Member> members(MixtureEntity row) {
        List<MixtureView.Member> members = new ArrayList<>();
        for (int i = 0; i < row.memberDomains.length; i++) {
            members.add(new MixtureView.Member(row.memberDomains[i], row.memberAdapters[i]));
        }
        return members;
    }
}
