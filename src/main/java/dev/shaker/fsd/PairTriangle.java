package dev.shaker.fsd;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Counts of all pairs i > j as three arrays of numbers: an object a pair would take several times the memory. Counts of layers
 * are kept for those pairs that have them.
 */
final class PairTriangle {
    private static final long ABSENT = -1;

    private long[] conflicts = new long[0];
    private long[] bothNonZero = new long[0];
    private long[] totals = new long[0];
    private final Map<Integer, List<LayerConflicts>> layers = new HashMap<>();
    private final Map<Integer, Sampling> samplings = new HashMap<>();

    /** Makes room for so many adapters; what is new is not comparable. */
    void grow(int size) {
        int cells = cells(size);
        if (cells > totals.length) {
            int before = totals.length;
            int length = Math.max(cells, Math.min(before + (before >> 1), Integer.MAX_VALUE - 8));
            conflicts = Arrays.copyOf(conflicts, length);
            bothNonZero = Arrays.copyOf(bothNonZero, length);
            totals = Arrays.copyOf(totals, length);
            Arrays.fill(totals, before, length, ABSENT);
        }
    }

    void copy(PairTriangle other, int size) {
        grow(size);
        int cells = cells(size);
        System.arraycopy(other.conflicts, 0, conflicts, 0, cells);
        System.arraycopy(other.bothNonZero, 0, bothNonZero, 0, cells);
        System.arraycopy(other.totals, 0, totals, 0, cells);
        layers.putAll(other.layers);
        samplings.putAll(other.samplings);
    }

    /** @param i greater than {@code j} */
    void set(int i, int j, PairConflicts counts) {
        int at = cells(i) + j;
        conflicts[at] = counts.conflicts();
        bothNonZero[at] = counts.bothNonZero();
        totals[at] = counts.total();
        counts.sampling().ifPresentOrElse(sampling -> samplings.put(at, sampling), () -> samplings.remove(at));
        if (counts.layers().isEmpty()) {
            layers.remove(at);
        } else {
            layers.put(at, counts.layers());
        }
    }

    Optional<PairConflicts> get(int i, int j) {
        int at = cells(i) + j;
        return totals[at] == ABSENT
                ? Optional.empty()
                : Optional.of(new PairConflicts(conflicts[at], bothNonZero[at], totals[at],
                        layers.getOrDefault(at, List.of()), Optional.ofNullable(samplings.get(at))));
    }

    void addTo(RowSum row, int i, int j) {
        int at = cells(i) + j;
        if (totals[at] != ABSENT) {
            row.add(conflicts[at], totals[at]);
        }
    }

    void copyTo(FsdRow row, int other, int i, int j) {
        int at = cells(i) + j;
        if (totals[at] != ABSENT) {
            row.set(other, conflicts[at], totals[at]);
        }
    }

    void tell(FsdView.PairVisitor visitor, int i, int j) {
        int at = cells(i) + j;
        if (totals[at] != ABSENT) {
            visitor.pair(i, j, conflicts[at], totals[at]);
        }
    }

    /** Pairs among so many adapters. */
    private static int cells(int size) {
        return Math.toIntExact((long) size * (size - 1) / 2);
    }
}
