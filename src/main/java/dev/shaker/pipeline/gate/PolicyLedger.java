package dev.shaker.pipeline.gate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import dev.shaker.identity.PolicyName;
import dev.shaker.identity.SpaceName;

/** Port to policies. Versions that were replaced or removed stay, so that a verdict's policy can be looked up by its digest. */
public interface PolicyLedger {
    /**
     * A version of a policy.
     *
     * @param digest SHA-256 of the document
     * @param document canonical JSON
     * @param since when it became the one of its name
     */
    record Stored(SpaceName space, PolicyName name, String digest, String document, Instant since) {}

    /** Makes it the one of its name; the one that is there already stays as it is. Must happen inside a transaction. */
    Stored put(Stored policy);

    /** @return false where there is none. Must happen inside a transaction. */
    boolean remove(SpaceName space, PolicyName name);

    Optional<Stored> current(SpaceName space, PolicyName name);

    /** A version that is or was. */
    Optional<Stored> version(SpaceName space, PolicyName name, String digest);

    /** Those that are, by name. */
    List<Stored> current(SpaceName space);
}
