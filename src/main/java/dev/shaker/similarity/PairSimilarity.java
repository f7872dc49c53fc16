package dev.shaker.similarity;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Two adapters against each other.
 *
 * @param total over all modules, as one block-diagonal update each
 * @param modules by normalised name, those that only one of the two has among them; empty where only totals were wanted
 */
public record PairSimilarity(Similarity total, SortedMap<String, Similarity> modules) {
    public PairSimilarity {
        modules = Collections.unmodifiableSortedMap(new TreeMap<>(modules));
    }
}
