package dev.shaker.mixture;

import java.util.Optional;

import dev.shaker.identity.MixtureId;

/** Port to requested mixtures, for reading. */
public interface MixtureCatalog {
    Optional<MixtureView> byRequest(String requestId);

    /** The newest request that led to that mixture. */
    Optional<MixtureView> byId(MixtureId mixtureId);
}
