package dev.shaker.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.event.Failure;
import dev.shaker.event.MixtureRequested;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.mixture.MixtureView;

/** Port to what mixing changes. All changes must happen inside a transaction. */
public interface MixtureLedger {
    /**
     * Remembers a request; the same one that is there already stays as it is.
     *
     * @throws dev.shaker.error.ShakerException {@code REQUEST_CONFLICT} where that id was given to another request
     */
    void open(MixtureRequested request, Instant at);

    /** Whether that request has its outcome: a request has exactly one. */
    boolean isSettled(String requestId);

    /** A failed request is to be worked once more. */
    void reopen(String requestId);

    /** @return false, with nothing changed, where the request had its outcome before */
    boolean ready(String requestId, Ready outcome, Instant at);

    /** @return false, with nothing changed, where the request had its outcome before */
    boolean failed(String requestId, Failure failure, Instant at);

    /** The same for exactly that request: where its id was given to another, or to none, nothing is changed. */
    boolean failed(MixtureRequested request, Failure failure, Instant at);

    /** The evaluations that answer a request. */
    void asked(String requestId, List<EvaluationId> evaluations);

    /** Where a mixture of that identity was stored before. */
    Optional<Ready> stored(MixtureId mixtureId);

    /** A stored mixture. */
    record Ready(MixtureId mixtureId, long generation, List<MixtureView.Member> members, @Nullable Double meanFsd,
            double sparsity, String recipe) {
        public Ready {
            members = List.copyOf(members);
        }
    }
}
