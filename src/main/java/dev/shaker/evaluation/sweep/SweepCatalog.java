package dev.shaker.evaluation.sweep;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.SortedMap;

/** Port to sweeps, for reading. */
public interface SweepCatalog {
    Optional<SweepView> sweep(String id);

    /** Results so far, by sparsity, sorted by size of the subset, subset and domain. */
    SortedMap<BigDecimal, SweepTable> results(String id);
}
