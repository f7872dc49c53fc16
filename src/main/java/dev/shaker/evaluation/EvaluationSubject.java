package dev.shaker.evaluation;

import java.util.List;
import java.util.TreeSet;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.MixtureId;

/** What is evaluated, by identity. */
public sealed interface EvaluationSubject {
    /** An adapter as it was registered. */
    record Single(AdapterId adapterId) implements EvaluationSubject {}

    /** A mixture as it was stored. */
    record Mixture(MixtureId mixtureId) implements EvaluationSubject {}

    /** The plain mean of registered adapters (Eq. 1), made in memory and never stored; order and repetition mean nothing. */
    record Subset(List<AdapterId> adapterIds) implements EvaluationSubject {
        public Subset {
            adapterIds = List.copyOf(new TreeSet<>(adapterIds));
        }
    }
}
