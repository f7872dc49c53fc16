package dev.shaker.evaluation;

import java.util.List;
import java.util.Optional;

import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;

/** Port to requested evaluations, for reading. */
public interface EvaluationCatalog {
    Optional<EvaluationView> evaluation(EvaluationId id);

    /**
     * Which rows of an evaluation were right; empty where it is not measured, or was by one who told counts or metrics only, or before
     * such rows were kept: then it has to be measured anew, with {@code refresh}.
     */
    Optional<MeasuredRows> rows(EvaluationId id);

    /** Sorted by domain, adapters alone before mixtures. */
    List<EvaluationView> ofSpace(SpaceName space);

    /** A mixture's evaluations, sorted by domain. */
    List<EvaluationView> ofMixture(MixtureId mixtureId);
}
