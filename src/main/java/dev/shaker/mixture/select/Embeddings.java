package dev.shaker.mixture.select;

import java.util.Optional;

import dev.shaker.identity.DomainName;

/** The mean sentence embedding of each domain's training text, for strategy {@code similarity}. */
@FunctionalInterface
public interface Embeddings {
    Embeddings NONE = domain -> Optional.empty();

    /** Any length, the same for all domains of a space; empty where the domain's text was never read. */
    Optional<float[]> of(DomainName domain);
}
