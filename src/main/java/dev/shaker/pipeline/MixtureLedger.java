package dev.shaker.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.event.Failure;
import dev.shaker.event.MixtureRequested;
import dev.shaker.mixture.MixtureView;

/** Port to what mixing changes. All changes must happen inside a transaction. */
public interface MixtureLedger {
    /** Remembers a request; one of that id that is there already stays as it is. */
    void open(MixtureRequested request, Instant at);

    /** Whether that request has led to a mixture already. */
    boolean isReady(String requestId);

    void ready(String requestId, Ready outcome, Instant at);

    void failed(String requestId, Failure failure, Instant at);

    /** Where a mixture of that identity was stored before. */
    Optional<Ready> stored(String mixtureId);

    /** A stored mixture. */
    record Ready(String mixtureId, long generation, List<MixtureView.Member> members, @Nullable Double meanFsd,
            double sparsity, String recipe) {
        public Ready {
            members = List.copyOf(members);
        }
    }
}
