package dev.shaker.db;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.sweep.SweepCatalog;
import dev.shaker.evaluation.sweep.SweepStatus;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.event.Json;
import dev.shaker.event.SweepRequested;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.pipeline.SweepLedger;

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
    public List<SweepView> ofSpace(String space) {
        return SweepEntity.<SweepEntity>list("space = ?1 order by requestedAt desc, id", space).stream()
                .map(DbSweeps::toView).toList();
    }

    @Override
    @Transactional
    public SortedMap<BigDecimal, SweepTable> results(String id) {
        SweepEntity row = SweepEntity.findById(id);
        return row == null ? new TreeMap<>() : results.tables(id, List.of(row.memberDomains));
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
        row.status = SweepStatus.REQUESTED;
        row.request = Json.text(request);
        row.memberDomains = new String[0];
        row.memberAdapters = new String[0];
        SweepRequested.Budget budget = request.budget();
        row.budgetSeconds = budget == null ? null : budget.seconds();
        row.requestedAt = at;
        row.persist();
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean planned(String sweep, Plan plan, List<Shard> shards, Instant at) {
        SweepEntity row = row(sweep);
        if (row.status != SweepStatus.REQUESTED) {
            return false;
        }
        row.status = SweepStatus.RUNNING;
        row.memberDomains = plan.members().stream().map(SweepView.Member::domain).toArray(String[]::new);
        row.memberAdapters = plan.members().stream().map(SweepView.Member::adapterId).toArray(String[]::new);
        row.leftOut = Json.text(plan.leftOut());
        row.fsd = SweepMatrix.write(plan.matrix());
        row.targets = plan.targets();
        row.generation = plan.generation();
        row.shards = shards.size();
        row.runningSince = at;
        for (int number = 0; number < shards.size(); number++) {
            Shard shard = shards.get(number);
            SweepShardEntity part = new SweepShardEntity();
            part.id = shard.request().evaluationId();
            part.sweep = sweep;
            part.number = number;
            part.status = SweepShardEntity.PLANNED;
            part.request = Json.text(shard.request());
            part.evaluations = shard.evaluations();
            part.persist();
            row.total += shard.evaluations();
        }
        return true;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void failed(String sweep, Failure failure, Instant at) {
        SweepEntity row = row(sweep);
        if (row.status.ended()) {
            return;
        }
        row.status = SweepStatus.FAILED;
        row.failure.set(failure);
        row.finishedAt = at;
    }

    @Override
    @Transactional
    public boolean isWanted(String sweep, String shard) {
        return SweepShardEntity.count("from SweepShardEntity p, SweepEntity s where p.id = ?1 and p.status = ?2"
                + " and s.id = p.sweep and s.id = ?3 and s.status = ?4", shard, SweepShardEntity.PLANNED, sweep,
                SweepStatus.RUNNING) > 0;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean completed(String sweep, String shard, BigDecimal sparsity, List<SweepTable.Score> scores,
            double seconds, String device, Instant at) {
        SweepEntity row = row(sweep);
        SweepShardEntity part = rows.find(SweepShardEntity.class, shard).orElseThrow();
        if (part.status.equals(SweepShardEntity.DONE) || row.status == SweepStatus.CANCELLED) {
            return false;
        }
        if (part.status.equals(SweepShardEntity.FAILED)) {
            row.shardsFailed--;
            part.failure = null;
        }
        part.status = SweepShardEntity.DONE;
        part.seconds = seconds;
        part.device = device;
        part.finishedAt = at;
        row.shardsDone++;
        row.done += part.evaluations;
        row.seconds += seconds;
        row.lastDone = at;
        results.insert(sweep, sparsity, scores);
        Long budget = row.budgetSeconds;
        if (row.shardsDone == row.shards) {
            row.status = SweepStatus.COMPLETED;
            row.finishedAt = at;
            row.failure.clear();
        } else if (row.shardsDone + row.shardsFailed == row.shards) {
            row.status = SweepStatus.FAILED;
            row.finishedAt = at;
        } else if (row.status == SweepStatus.RUNNING && budget != null && row.seconds >= budget) {
            row.status = SweepStatus.PAUSED;
            row.failure.remark("its budget of " + budget + " s is used up; resumed, it goes on without one");
        }
        return true;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean shardFailed(String sweep, String shard, Failure failure, Instant at) {
        SweepEntity row = row(sweep);
        SweepShardEntity part = rows.find(SweepShardEntity.class, shard).orElseThrow();
        if (!part.status.equals(SweepShardEntity.PLANNED) || row.status.ended()) {
            return false;
        }
        part.status = SweepShardEntity.FAILED;
        part.failure = Json.text(failure);
        part.finishedAt = at;
        row.shardsFailed++;
        row.failure.set(failure);
        if (row.shardsDone + row.shardsFailed == row.shards) {
            row.status = SweepStatus.FAILED;
            row.finishedAt = at;
        }
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
    public Optional<SweepView> locked(String sweep) {
        return rows.find(SweepEntity.class, sweep).map(DbSweeps::toView);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public SweepView change(String sweep, SweepStatus status, Instant at) {
        SweepEntity row = row(sweep);
        if (row.status.ended()) {
            return toView(row);
        }
        if (status == SweepStatus.RUNNING && row.status != SweepStatus.RUNNING) {
            row.runningSince = at;
            row.doneThen = row.done;
            row.lastDone = null;
            row.budgetSeconds = null;
        }
        if (status == SweepStatus.RUNNING && row.shardsFailed > 0) {
            SweepShardEntity.update("status = ?1, failure = null, finishedAt = null where sweep = ?2 and status = ?3",
                    SweepShardEntity.PLANNED, sweep, SweepShardEntity.FAILED);
            row.shardsFailed = 0;
        }
        row.status = status;
        row.failure.clear();
        row.finishedAt = status.ended() ? at : null;
        return toView(row);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public List<EvaluationRequested> unfinished(String sweep) {
        List<EvaluationRequested> requests = new ArrayList<>();
        for (SweepShardEntity part : SweepShardEntity.<SweepShardEntity>list(
                "sweep = ?1 and status = ?2 order by number", sweep, SweepShardEntity.PLANNED)) {
            try {
                requests.add(Json.mapper().readValue(part.request, EvaluationRequested.class));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("shard " + part.id + " holds no evaluation request", e);
            }
        }
        return requests;
    }

    /** Shards of a sweep may end on several workers at the same time, and people pause it: one after the other. */
    private SweepEntity row(String id) {
        return rows.find(SweepEntity.class, id).orElseThrow();
    }

    private static SweepView toView(SweepEntity row) {
        List<SweepView.Member> members = new ArrayList<>();
        for (int i = 0; i < row.memberDomains.length; i++) {
            members.add(new SweepView.Member(row.memberDomains[i], row.memberAdapters[i]));
        }
        Double rate = rate(row);
        Instant last = row.lastDone;
        Instant end = row.status == SweepStatus.RUNNING && rate != null && last != null
                ? last.plusMillis((long) ((row.total - row.done) / rate * 1000))
                : null;
        return new SweepView(row.id, row.space, row.status, row.request, members, leftOut(row), row.targets,
                row.generation, row.shards, row.shardsDone, row.shardsFailed, row.total, row.done, row.seconds, rate,
                end, row.failure.code(),
                row.failure.message(), row.failure.details(), row.requestedAt, row.finishedAt);
    }

    private static List<SweepView.LeftOut> leftOut(SweepEntity row) {
        return Json.mapper().convertValue(Json.tree(row.leftOut), new TypeReference<>() {
        });
    }

    private static @Nullable Double rate(SweepEntity row) {
        Instant since = row.runningSince;
        Instant last = row.lastDone;
        if (since == null || last == null || row.done == row.doneThen) {
            return null;
        }
        return (row.done - row.doneThen) / Math.max(0.001, Duration.between(since, last).toMillis() / 1000.0);
    }
}
