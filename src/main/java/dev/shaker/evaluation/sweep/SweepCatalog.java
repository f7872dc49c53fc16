package dev.shaker.evaluation.sweep;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

import dev.shaker.identity.SpaceName;

/** Port to sweeps, for reading. */
public interface SweepCatalog {
    Optional<SweepView> sweep(String id);

    /** All of a space, the one asked for first first. */
    List<SweepView> ofSpace(SpaceName space);

    /** Results so far, by sparsity, sorted by size of the subset, subset and domain. */
    SortedMap<BigDecimal, SweepTable> results(String id);
}
