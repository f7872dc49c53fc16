package dev.shaker.pipeline;

import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.OutsideResult;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.SpaceName;

/** Port to what evaluation changes. All changes must happen inside a transaction. */
public interface EvaluationLedger {
    /**
     * Remembers a wanted evaluation.
     *
     * @param again whether one that was measured before is measured anew
     * @param aloneId the evaluation that a mixture's is held against, null for an adapter alone
     * @return false where that evaluation was wanted before, and neither failed nor is wanted again: nothing is to be asked
     */
    boolean request(EvaluationRequested request, @Nullable EvaluationId aloneId, boolean again, Instant at);

    /** Completed evaluations of mixtures that are held against this one, and had to be told without it if it came late. */
    List<EvaluationView> heldAgainst(EvaluationId aloneId);

    /** @return false, with nothing changed, where it was measured meanwhile: what was told stands */
    boolean completed(EvaluationId id, EvaluationResult result, Instant at);

    /**
     * Keeps what somebody else has measured.
     *
     * @return false, with nothing changed, where it is known already
     * @throws dev.shaker.error.ShakerException {@code EVALUATION_UNKNOWN} where that evaluation was never asked for, {@code REQUEST_CONFLICT}
     *         where it was measured before with another result, {@code REQUEST_INVALID} where it is one under attack or of fewer rows
     */
    boolean settled(SpaceName space, EvaluationId id, OutsideResult result, Instant at);

    /** Whether {@link #settled} would take it; throws as that does. */
    void checkSettles(SpaceName space, EvaluationId id, OutsideResult result);

    /** @return false, with nothing changed, where it was measured meanwhile */
    boolean failed(EvaluationId id, Failure failure, Instant at);
}
