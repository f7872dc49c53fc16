package dev.shaker.db;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.error.Wire;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.MeasuredRows;
import dev.shaker.evaluation.OutsideResult;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.EvaluationLedger;
import dev.shaker.pipeline.evaluation.EvaluationLife;

@ApplicationScoped
class DbEvaluations implements EvaluationCatalog, EvaluationLedger {
    private final LockedRows rows;

    DbEvaluations(LockedRows rows) {
        this.rows = rows;
    }

    @Override
    @Transactional
    public Optional<EvaluationView> evaluation(EvaluationId id) {
        return EvaluationEntity.<EvaluationEntity>findByIdOptional(id.hex()).map(DbEvaluations::toView);
    }

    @Override
    @Transactional
    public Optional<MeasuredRows> rows(EvaluationId id) {
        return EvaluationEntity.<EvaluationEntity>findByIdOptional(id.hex()).flatMap(EvaluationRows::measured);
    }

    @Override
    @Transactional
    public List<EvaluationView> ofSpace(SpaceName space) {
        return EvaluationEntity
                .<EvaluationEntity>list("space = ?1 order by domain, mixtureId nulls first, requestedAt, id",
                        space.name())
                .stream().map(DbEvaluations::toView).toList();
    }

    @Override
    @Transactional
    public List<EvaluationView> ofMixture(MixtureId mixtureId) {
        return EvaluationEntity
                .<EvaluationEntity>list("mixtureId = ?1 order by domain, requestedAt, id", mixtureId.hex())
                .stream().map(DbEvaluations::toView).toList();
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean request(EvaluationRequested request, @Nullable EvaluationId aloneId, boolean again, Instant at) {
        Optional<EvaluationEntity> known = rows.claim(EvaluationEntity.class, request.evaluationId());
        if (known.isPresent()) {
            return ask(known.get(), again);
        }
        EvaluationEntity row = new EvaluationEntity();
        row.id = request.evaluationId();
        row.space = request.space();
        row.mixtureId = request.mixtureId();
        row.adapterId = request.adapterId();
        row.domain = request.domain();
        row.split = request.split() == null ? "test" : request.split();
        row.rowLimit = request.rowLimit();
        row.aloneId = Wire.text(aloneId);
        row.requestedAt = at;
        EvaluationRows.write(new EvaluationLife.Requested(0), row);
        row.attack = AttackColumns.text(request.attack());
        row.persist();
        return true;
    }

    /** @return whether it is to be measured, or once more */
    private static boolean ask(EvaluationEntity row, boolean again) {
        switch (EvaluationRows.read(row)) {
            case EvaluationLife.Failed failed -> EvaluationRows.write(failed.retry(), row);
            case EvaluationLife.Completed completed when again -> EvaluationRows.write(completed.refresh(), row);
            case EvaluationLife.Completed _,EvaluationLife.Requested _ -> {
                return false;
            }
        }
        return true;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean completed(EvaluationId id, EvaluationResult result, Instant at) {
        EvaluationEntity row = afterAlone(id).orElseThrow();
        if (!(EvaluationRows.read(row) instanceof EvaluationLife.Requested requested)) {
            return false;
        }
        EvaluationRows.write(requested.complete(result, at), row);
        return true;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean settled(SpaceName space, EvaluationId id, OutsideResult result, Instant at) {
        EvaluationEntity row = afterAlone(id).filter(found -> found.space.equals(space.name()))
                .orElseThrow(() -> neverAsked(space, id));
        if (isSettled(row, result)) {
            return false;
        }
        EvaluationRows.write(EvaluationRows.read(row).settle(result, at), row);
        return true;
    }

    @Override
    @Transactional
    public void checkSettles(SpaceName space, EvaluationId id, OutsideResult result) {
        EvaluationEntity row = EvaluationEntity.<EvaluationEntity>findByIdOptional(id.hex())
                .filter(found -> found.space.equals(space.name())).orElseThrow(() -> neverAsked(space, id));
        if (!isSettled(row, result)) {
            EvaluationRows.read(row).settle(result, row.requestedAt);
        }
    }

    /** A mixture and its adapter alone may complete at the same time on two workers: one must see the other. */
    private Optional<EvaluationEntity> afterAlone(EvaluationId id) {
        EvaluationEntity seen = EvaluationEntity.findById(id.hex());
        if (seen != null && seen.aloneId != null) {
            rows.find(EvaluationEntity.class, seen.aloneId);
        }
        return rows.find(EvaluationEntity.class, id.hex());
    }

    private static boolean isSettled(EvaluationEntity row, OutsideResult result) {
        if (row.attack != null) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "evaluation " + row.id
                    + " is one under attack, which Shaker measures itself; ask for one of the rows as they are")
                    .with("evaluation", row.id);
        }
        Integer limit = row.rowLimit;
        Integer told = result.rows();
        if (limit != null && told != null && told > limit) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "evaluation " + row.id + " is of the first " + limit
                    + " rows and the result is of " + told).with("field", "rows");
        }
        return row.status == EvaluationStatus.COMPLETED && EvaluationRows.says(row, result);
    }

    private static ShakerException neverAsked(SpaceName space, EvaluationId id) {
        return new ShakerException(ErrorCode.EVALUATION_UNKNOWN, "space '" + space + "' has no evaluation '" + id
                + "': ask for it first, POST /api/v1/spaces/{space}/evaluations").with("evaluation", id.hex());
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean failed(EvaluationId id, Failure failure, Instant at) {
        EvaluationEntity row = rows.find(EvaluationEntity.class, id.hex()).orElseThrow();
        if (!(EvaluationRows.read(row) instanceof EvaluationLife.Requested requested)) {
            return false;
        }
        EvaluationRows.write(requested.fail(failure, at), row);
        return true;
    }

    @Override
    @Transactional
    public List<EvaluationView> heldAgainst(EvaluationId aloneId) {
        return EvaluationEntity
                .<EvaluationEntity>list("aloneId = ?1 and status = ?2 order by id", aloneId.hex(),
                        EvaluationStatus.COMPLETED)
                .stream().map(DbEvaluations::toView).toList();
    }

    static EvaluationView toView(EvaluationEntity row) {
        EvaluationEntity alone = row.aloneId == null ? null : comparable(row, EvaluationEntity.findById(row.aloneId));
        return new EvaluationView(new EvaluationId(row.id), new SpaceName(row.space),
                row.mixtureId == null ? null : new MixtureId(row.mixtureId), new AdapterId(row.adapterId),
                new DomainName(row.domain),
                row.split, row.rowLimit,
                row.status, row.correct, row.total, alone == null ? null : alone.correct, row.seconds, row.device,
                row.failure.code(), row.failure.message(), row.failure.details(), row.requestedAt, row.finishedAt,
                AttackColumns.read(row, alone), row.engine, EvaluationRows.metrics(row));
    }

    /** Figures of two engines, or of other rows, are not held against each other. */
    private static @Nullable EvaluationEntity comparable(EvaluationEntity row, @Nullable EvaluationEntity alone) {
        return alone != null && row.status == EvaluationStatus.COMPLETED && alone.status == EvaluationStatus.COMPLETED
                && (!Objects.equals(alone.engine, row.engine) || !Objects.equals(alone.total, row.total))
                        ? null
                        : alone;
    }
}
