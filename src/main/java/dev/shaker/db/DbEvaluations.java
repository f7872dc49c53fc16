package dev.shaker.db;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.pipeline.EvaluationLedger;

@ApplicationScoped
class DbEvaluations implements EvaluationCatalog, EvaluationLedger {
    private final LockedRows rows;

    DbEvaluations(LockedRows rows) {
        this.rows = rows;
    }

    @Override
    @Transactional
    public Optional<EvaluationView> evaluation(String id) {
        return EvaluationEntity.<EvaluationEntity>findByIdOptional(id).map(DbEvaluations::toView);
    }

    @Override
    @Transactional
    public List<EvaluationView> ofSpace(String space) {
        return EvaluationEntity
                .<EvaluationEntity>list("space = ?1 order by domain, mixtureId nulls first, requestedAt, id", space)
                .stream().map(DbEvaluations::toView).toList();
    }

    @Override
    @Transactional
    public List<EvaluationView> ofMixture(String mixtureId) {
        return EvaluationEntity.<EvaluationEntity>list("mixtureId = ?1 order by domain, requestedAt, id", mixtureId)
                .stream().map(DbEvaluations::toView).toList();
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean request(EvaluationRequested request, @Nullable String aloneId, boolean again, Instant at) {
        EvaluationEntity known = rows.claim(EvaluationEntity.class, request.evaluationId()).orElse(null);
        if (known != null) {
            boolean asked = known.status == EvaluationStatus.FAILED
                    || again && known.status == EvaluationStatus.COMPLETED;
            if (asked) {
                known.status = EvaluationStatus.REQUESTED;
                known.failure.clear();
                known.finishedAt = null;
            }
            return asked;
        }
        EvaluationEntity row = new EvaluationEntity();
        row.id = request.evaluationId();
        row.space = request.space();
        row.mixtureId = request.mixtureId();
        row.adapterId = request.adapterId();
        row.domain = request.domain();
        row.split = request.split() == null ? "test" : request.split();
        row.rowLimit = request.rowLimit();
        row.aloneId = aloneId;
        row.status = EvaluationStatus.REQUESTED;
        row.requestedAt = at;
        row.attack = AttackColumns.text(request.attack());
        row.persist();
        return true;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void completed(String id, EvaluationResult result, Instant at) {
        // A mixture and its adapter alone may complete at the same time on two workers: one must see the other.
        String aloneId = EvaluationEntity.<EvaluationEntity>findById(id).aloneId;
        if (aloneId != null) {
            rows.find(EvaluationEntity.class, aloneId);
        }
        EvaluationEntity row = rows.find(EvaluationEntity.class, id).orElseThrow();
        row.failure.clear();
        row.status = EvaluationStatus.COMPLETED;
        row.measurements++;
        row.correct = result.correct();
        row.total = result.total();
        row.seconds = result.seconds();
        row.device = result.device();
        result.attack().ifPresent(outcome -> AttackColumns.write(outcome, row));
        row.finishedAt = at;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean failed(String id, Failure failure, Instant at) {
        EvaluationEntity row = rows.find(EvaluationEntity.class, id).orElseThrow();
        if (row.status == EvaluationStatus.COMPLETED) {
            return false;
        }
        row.status = EvaluationStatus.FAILED;
        row.failure.set(failure);
        row.finishedAt = at;
        return true;
    }

    @Override
    @Transactional
    public List<EvaluationView> heldAgainst(String aloneId) {
        return EvaluationEntity
                .<EvaluationEntity>list("aloneId = ?1 and status = ?2 order by id", aloneId,
                        EvaluationStatus.COMPLETED)
                .stream().map(DbEvaluations::toView).toList();
    }

    private static EvaluationView toView(EvaluationEntity row) {
        EvaluationEntity alone = row.aloneId == null ? null : EvaluationEntity.findById(row.aloneId);
        return new EvaluationView(row.id, row.space, row.mixtureId, row.adapterId, row.domain, row.split, row.rowLimit,
                row.status, row.correct, row.total, alone == null ? null : alone.correct, row.seconds, row.device,
                row.failure.code(), row.failure.message(), row.failure.details(), row.requestedAt, row.finishedAt,
                AttackColumns.read(row, alone));
    }
}
