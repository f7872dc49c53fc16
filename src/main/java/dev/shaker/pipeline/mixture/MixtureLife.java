package dev.shaker.pipeline.mixture;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Failure;
import dev.shaker.identity.EvaluationId;
import dev.shaker.pipeline.MixtureLedger;

/** Where a request for a mixture stands: it has exactly one outcome. What a state does not allow it refuses by name. */
public sealed interface MixtureLife {
    default Ready ready(MixtureLedger.Ready outcome, Instant at) {
        throw refused("answered with a mixture");
    }

    default Failed fail(Failure failure, Instant at) {
        throw refused("answered with a failure");
    }

    /** It is to be worked once more. */
    default Requested reopen() {
        throw refused("worked once more");
    }

    /** @param evaluations that answer it */
    default Ready asked(List<EvaluationId> evaluations) {
        throw refused("evaluated");
    }

    private ShakerException refused(String transition) {
        String state = getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return new ShakerException(ErrorCode.REQUEST_CONFLICT, "a mixture request that is " + state + " cannot be "
                + transition + ": it has one outcome; give another request another id").with("state", state);
    }

    /** It has no outcome yet. */
    record Requested() implements MixtureLife {
        @Override
        public Ready ready(MixtureLedger.Ready outcome, Instant at) {
            return new Ready(outcome, at, List.of());
        }

        @Override
        public Failed fail(Failure failure, Instant at) {
            return new Failed(failure, at);
        }
    }

    /** @param evaluations that answer it */
    record Ready(MixtureLedger.Ready outcome, Instant at, List<EvaluationId> evaluations) implements MixtureLife {
        public Ready {
            evaluations = List.copyOf(evaluations);
        }

        @Override
        public Ready asked(List<EvaluationId> wanted) {
            return new Ready(outcome, at, wanted);
        }
    }

    /** Put back, its letter is worked once more. */
    record Failed(Failure failure, Instant at) implements MixtureLife {
        @Override
        public Requested reopen() {
            return new Requested();
        }
    }
}
