package dev.shaker.mixture;

import java.util.Optional;

import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;

/** Port to requested mixtures, for reading. */
public interface MixtureCatalog {
    Optional<MixtureView> byRequest(String requestId);

    /** The newest request that led to that mixture. */
    Optional<MixtureView> byId(MixtureId mixtureId);

    /** The newest of one space: the same content may be mixed in several. */
    Optional<MixtureView> byId(SpaceName space, MixtureId mixtureId);
}
