package dev.shaker.mixture.select;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

import dev.shaker.fsd.FsdView;
import dev.shaker.mixture.spec.MixtureErrors;

/**
 * The adapters a strategy chooses from, as indices of the matrix.
 *
 * @param pinned members whatever happens, sorted by adapter id
 * @param free all the others, sorted by adapter id
 */
record Candidates(FsdView matrix, List<Integer> pinned, List<Integer> free) {
    Candidates(FsdView matrix, List<Integer> pinned) {
        this(matrix, sorted(matrix, pinned), sorted(matrix, others(matrix, pinned)));
    }

    /** The tie-break of every strategy: adapter id, then domain where one adapter serves two. */
    Comparator<Integer> byId() {
        return byId(matrix);
    }

    void require(int size) {
        if (size > matrix.size()) {
            throw MixtureErrors.tooLarge(size, matrix.size());
        }
    }

    private static Comparator<Integer> byId(FsdView matrix) {
        return Comparator.comparing((Integer i) -> matrix.entry(i).adapterId())
                .thenComparing(i -> matrix.entry(i).domain());
    }

    private static List<Integer> sorted(FsdView matrix, List<Integer> indices) {
        return indices.stream().sorted(byId(matrix)).toList();
    }

    private static List<Integer> others(FsdView matrix, List<Integer> pinned) {
        List<Integer> free = new ArrayList<>();
        Set<Integer> taken = Set.copyOf(pinned);
        for (int i = 0; i < matrix.size(); i++) {
            if (!taken.contains(i)) {
                free.add(i);
            }
        }
        return free;
    }
}
