package dev.shaker.mixture;

import java.util.List;
import java.util.Optional;

/** Port to requested mixtures, for reading. Lists are newest first. */
public interface MixtureCatalog {
    Optional<MixtureView> byRequest(String requestId);

    /** The newest request that led to that mixture. */
    Optional<MixtureView> byId(String mixtureId);

    List<MixtureView> list(String space, int limit);

    /** Mixtures that hold an adapter. */
    List<MixtureView> holding(String adapterId);
}
