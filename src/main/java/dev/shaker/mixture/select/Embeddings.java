package dev.shaker.mixture.select;

import java.util.Optional;

import dev.shaker.identity.DomainName;
import dev.shaker.mixture.spec.MixtureErrors;

/** The mean sentence embedding of each domain's training text, for strategy {@code similarity}. */
@FunctionalInterface
public interface Embeddings {
    Embeddings NONE = domain -> Optional.empty();

    /** Any length, the same for all domains of a space; empty where the domain's text was never read. */
    Optional<float[]> of(DomainName domain);

    /**
     * Of two; 0 where one of them is 0.
     *
     * @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID} where their lengths differ
     */
    static double cosine(float[] a, float[] b) {
        if (a.length != b.length) {
            throw MixtureErrors.invalid("select.strategy", "strategy 'similarity': embeddings of length " + a.length
                    + " and " + b.length + " in one space; compute them with one model");
        }
        double dot = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            squareA += (double) a[i] * a[i];
            squareB += (double) b[i] * b[i];
        }
        return squareA == 0 || squareB == 0 ? 0 : dot / Math.sqrt(squareA * squareB);
    }
}
