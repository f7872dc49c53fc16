package dev.shaker.pipeline.evaluation;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.OutsideResult;
import dev.shaker.event.Failure;

/** Where an evaluation stands. What was measured is measured anew on demand only; what a state does not allow it refuses by name. */
public sealed interface EvaluationLife {
    /** How often it was measured. */
    int measurements();

    /** The result of a measurement that was asked for. */
    default Completed complete(EvaluationResult result, Instant at) {
        throw refused("completed");
    }

    /** Somebody else has measured it. */
    default Completed settle(OutsideResult result, Instant at) {
        throw refused("settled with a result from outside");
    }

    default Failed fail(Failure failure, Instant at) {
        throw refused("failed");
    }

    /** It is asked for once more after it failed. */
    default Requested retry() {
        throw refused("tried again");
    }

    /** It is to be measured anew. */
    default Requested refresh() {
        throw refused("measured anew");
    }

    private ShakerException refused(String transition) {
        String state = getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return new ShakerException(ErrorCode.REQUEST_CONFLICT, "an evaluation that is " + state + " cannot be "
                + transition + ": ask for it again, with refresh where it was measured before").with("state", state);
    }

    /** @param measurements before this one */
    record Requested(int measurements) implements EvaluationLife {
        @Override
        public Completed complete(EvaluationResult result, Instant at) {
            return new Completed(measurements + 1, Optional.of(result), Optional.empty(), at);
        }

        @Override
        public Completed settle(OutsideResult result, Instant at) {
            return new Completed(measurements + 1, Optional.empty(), Optional.of(result), at);
        }

        @Override
        public Failed fail(Failure failure, Instant at) {
            return new Failed(measurements, failure, at);
        }
    }

    /**
     * @param result of the last measurement, empty where somebody else measured, or where it was before and is in its row
     * @param outside the same of somebody else
     */
    record Completed(int measurements, Optional<EvaluationResult> result, Optional<OutsideResult> outside, Instant at)
            implements
                EvaluationLife {
        @Override
        public Requested refresh() {
            return new Requested(measurements);
        }
    }

    record Failed(int measurements, Failure failure, Instant at) implements EvaluationLife {
        /** What could not be measured here may be measured elsewhere. */
        @Override
        public Completed settle(OutsideResult result, Instant at) {
            return retry().settle(result, at);
        }

        @Override
        public Requested retry() {
            return new Requested(measurements);
        }
    }
}
