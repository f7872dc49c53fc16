package dev.shaker.db;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.core.type.TypeReference;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.sweep.SweepCatalog;
import dev.shaker.evaluation.sweep.SweepStatus;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.event.Json;
import dev.shaker.event.SweepRequested;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.Pace;
import dev.shaker.pipeline.SweepLedger;
import dev.shaker.pipeline.sweep.SweepLife;

@ApplicationScoped
class DbSweeps implements SweepCatalog, SweepLedger {
    private final SweepResults results;
    private final LockedRows rows;

    DbSweeps(SweepResults results, LockedRows rows) {
        this.results = results;
        this.rows = rows;
    }

    @Override
    @Transactional
    public Optional<SweepView> sweep(String id) {
        return SweepEntity.<SweepEntity>findByIdOptional(id).map(DbSweeps::toView);
    }

    @Override
    @Transactional
    public List<SweepView> ofSpace(SpaceName space) {
        return SweepEntity.<SweepEntity>list("space = ?1 order by requestedAt, id", space.name()).stream()
                .map(DbSweeps::toView).toList();
    }

    @Override
    @Transactional
    public SortedMap<BigDecimal, SweepTable> results(String id) {
        SweepEntity row = SweepEntity.findById(id);
        return row == null ? new TreeMap<>() : results.tables(id, DomainName.all(List.of(row.memberDomains)));
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void open(SweepRequested request, Instant at) {
        Optional<SweepEntity> known = rows.claim(SweepEntity.class, request.sweepId());
        if (known.isPresent()) {
            Requests.checkSame("sweep", request.sweepId(), known.get().request, Json.text(request));
            return;
        }
        SweepEntity row = new SweepEntity();
        row.id = request.sweepId();
        row.space = request.space();
        row.request = Json.text(request);
        row.memberDomains = new String[0];
        row.memberAdapters = new String[0];
        SweepRequested.Budget budget = request.budget();
        SweepRows.write(new SweepLife.Requested(budget == null ? null : budget.seconds()), row);
        row.requestedAt = at;
        row.persist();
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean planned(String sweep, Plan plan, List<Shard> shards, Instant at) {
        SweepEntity row = row(sweep);
        if (!(SweepRows.read(row) instanceof SweepLife.Requested requested)) {
            return false;
        }
        long total = 0;
        for (int number = 0; number < shards.size(); number++) {
            Shard shard = shards.get(number);
            SweepShardEntity part = new SweepShardEntity();
            part.plan(number, shard.request(), shard.request().evaluationId());
            part.sweep = sweep;
            part.evaluations = shard.evaluations();
            part.persist();
            total += shard.evaluations();
        }
        SweepRows.write(requested.plan(shards.size(), total, at), row);
        row.memberDomains = plan.members().stream().map(member -> member.domain().name()).toArray(String[]::new);
        row.memberAdapters = plan.members().stream().map(member -> member.adapterId().hex()).toArray(String[]::new);
        row.leftOut = Json.text(plan.leftOut());
        row.fsd = SweepMatrix.write(plan.matrix());
        row.targets = plan.targets();
        row.generation = plan.generation();
        return true;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void failed(String sweep, Failure failure, Instant at) {
        SweepEntity row = row(sweep);
        if (SweepRows.read(row) instanceof SweepLife.Requested requested) {
            SweepRows.write(requested.fail(failure, at), row);
        }
    }

    @Override
    @Transactional
    public boolean isWanted(String sweep, String shard) {
        return SweepShardEntity.count("from SweepShardEntity p, SweepEntity s where p.id = ?1 and p.status = ?2"
                + " and s.id = p.sweep and s.id = ?3 and s.status = ?4", shard, ShardEntity.PLANNED, sweep,
                SweepStatus.RUNNING) > 0;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean completed(String sweep, String shard, BigDecimal sparsity, List<SweepTable.Score> scores,
            double seconds, String device, Instant at) {
        SweepEntity row = row(sweep);
        SweepShardEntity part = rows.find(SweepShardEntity.class, shard).orElseThrow();
        SweepLife life = SweepRows.read(row);
        if (part.is(ShardEntity.DONE) || life instanceof SweepLife.Cancelled) {
            return false;
        }
        SweepRows.write(life.shardDone(part.evaluations, seconds, part.is(ShardEntity.FAILED), at), row);
        part.done(seconds, device, at);
        results.insert(sweep, sparsity, scores);
        return true;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean shardFailed(String sweep, String shard, Failure failure, Instant at) {
        SweepEntity row = row(sweep);
        SweepShardEntity part = rows.find(SweepShardEntity.class, shard).orElseThrow();
        SweepLife life = SweepRows.read(row);
        if (!part.is(ShardEntity.PLANNED)
                || !(life instanceof SweepLife.Running || life instanceof SweepLife.Paused)) {
            return false;
        }
        SweepRows.write(life.shardFailed(failure, at), row);
        part.failed(failure, at);
        return true;
    }

    @Override
    @Transactional
    public Optional<FsdMatrix> matrix(String sweep) {
        SweepEntity row = SweepEntity.findById(sweep);
        long[] counts = row == null ? null : row.fsd;
        return counts == null
                ? Optional.empty()
                : Optional.of(SweepMatrix.read(row.memberDomains, row.memberAdapters, counts));
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public SweepView pause(String sweep) {
        return change(sweep, SweepLife::pause);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public SweepView resume(String sweep, Instant at) {
        SweepView view = change(sweep, life -> life.resume(at));
        SweepShardEntity.update("status = ?1, failure = null, finishedAt = null where sweep = ?2 and status = ?3",
                ShardEntity.PLANNED, sweep, ShardEntity.FAILED);
        return view;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public SweepView cancel(String sweep, Instant at) {
        return change(sweep, life -> life.cancel(at));
    }

    private SweepView change(String sweep, UnaryOperator<SweepLife> transition) {
        SweepEntity row = rows.find(SweepEntity.class, sweep)
                .orElseThrow(() -> new ShakerException(ErrorCode.SWEEP_UNKNOWN, "there is no sweep '" + sweep + "'")
                        .with("sweep", sweep));
        try {
            SweepRows.write(transition.apply(SweepRows.read(row)), row);
        } catch (ShakerException e) {
            throw e.with("sweep", sweep);
        }
        return toView(row);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public List<EvaluationRequested> unfinished(String sweep) {
        return SweepShardEntity.<SweepShardEntity>list("sweep = ?1 and status = ?2 order by number", sweep,
                ShardEntity.PLANNED).stream().map(part -> Json.stored(part.request, EvaluationRequested.class))
                .toList();
    }

    /** Shards of a sweep may end on several workers at the same time, and people pause it: one after the other. */
    private SweepEntity row(String id) {
        return rows.find(SweepEntity.class, id).orElseThrow();
    }

    static SweepView toView(SweepEntity row) {
        List<SweepView.Member> members = new ArrayList<>();
        for (int i = 0; i < row.memberDomains.length; i++) {
            members.add(
                    new SweepView.Member(new DomainName(row.memberDomains[i]), new AdapterId(row.memberAdapters[i])));
        }
        Pace pace = new Pace(row.runningSince, row.lastDone, row.done - row.doneThen);
        Instant end = row.status == SweepStatus.RUNNING ? pace.end(row.total - row.done) : null;
        return new SweepView(row.id, new SpaceName(row.space), row.status, row.request, members, leftOut(row),
                row.targets,
                row.generation, row.shards, row.shardsDone, row.shardsFailed, row.total, row.done, row.seconds,
                pace.perSecond(),
                end, row.failure.code(),
                row.failure.message(), row.failure.details(), row.requestedAt, row.finishedAt);
    }

    private static List<SweepView.LeftOut> leftOut(SweepEntity row) {
        return Json.mapper().convertValue(Json.tree(row.leftOut), new TypeReference<>() {
        });
    }
}
