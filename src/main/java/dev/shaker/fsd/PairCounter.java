package dev.shaker.fsd;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.tensor.SignPlanes;

/** Counts two adapters layer by layer (Alg. 3). */
public final class PairCounter {
    private PairCounter() {
    }

    /**
     * The counts of two adapters, layers sorted by name; empty where they are not comparable.
     *
     * @param a planes by normalised name: of tensors in basis FACTORS, of modules in basis UPDATE
     * @param basis in FACTORS both need the same layers; in UPDATE a module that only one of them has is a zero update of the
     *        other: no conflict, and part of the total
     */
    public static Optional<PairConflicts> count(Map<String, SignPlanes> a, Map<String, SignPlanes> b, Basis basis) {
        TreeSet<String> names = new TreeSet<>(a.keySet());
        names.addAll(b.keySet());
        List<LayerConflicts> layers = new ArrayList<>(names.size());
        for (String name : names) {
            SignPlanes left = a.get(name);
            SignPlanes right = b.get(name);
            if (left != null && right != null) {
                if (!alike(left, right)) {
                    return Optional.empty();
                }
                layers.add(layer(name, left, right));
            } else if (basis == Basis.FACTORS) {
                return Optional.empty();
            } else {
                layers.add(ofOne(name, left != null ? left : Objects.requireNonNull(right)));
            }
        }
        return Optional.of(PairConflicts.of(layers));
    }

    /** As {@link #count}, the sums alone. */
    public static Optional<PairConflicts> sums(Map<String, SignPlanes> a, Map<String, SignPlanes> b, Basis basis) {
        if (basis == Basis.FACTORS && a.size() != b.size()) {
            return Optional.empty();
        }
        long conflicts = 0;
        long bothNonZero = 0;
        long total = 0;
        for (Map.Entry<String, SignPlanes> layer : a.entrySet()) {
            SignPlanes left = layer.getValue();
            SignPlanes right = b.get(layer.getKey());
            if (left.sample().isPresent() || right != null && right.sample().isPresent()) {
                // How rows differ is known by counting them apart.
                return count(a, b, basis).map(PairConflicts::sums);
            }
            total += left.elements();
            if (right != null) {
                if (left.elements() != right.elements()) {
                    return Optional.empty();
                }
                int words = SignPlanes.words(left.elements());
                conflicts += ConflictCounter.conflicts(left.sign(), left.nonZero(), right.sign(), right.nonZero(),
                        words);
                bothNonZero += ConflictCounter.bothNonZero(left.nonZero(), right.nonZero(), words);
            } else if (basis == Basis.FACTORS) {
                return Optional.empty();
            }
        }
        for (Map.Entry<String, SignPlanes> layer : b.entrySet()) {
            if (!a.containsKey(layer.getKey())) {
                if (layer.getValue().sample().isPresent()) {
                    return count(a, b, basis).map(PairConflicts::sums);
                }
                total += layer.getValue().elements();
            }
        }
        return Optional.of(PairConflicts.sums(conflicts, bothNonZero, total));
    }

    static LayerConflicts layer(String name, SignPlanes a, SignPlanes b) {
        if (a.sample().isPresent()) {
            return RowConflicts.count(name, a, b, a.sample().get());
        }
        int words = SignPlanes.words(a.elements());
        return new LayerConflicts(name,
                ConflictCounter.conflicts(a.sign(), a.nonZero(), b.sign(), b.nonZero(), words),
                ConflictCounter.bothNonZero(a.nonZero(), b.nonZero(), words), a.elements());
    }

    /** A zero update conflicts with nothing, and nothing is estimated. */
    private static LayerConflicts ofOne(String name, SignPlanes planes) {
        return new LayerConflicts(name, 0, 0, planes.population(),
                planes.sample().map(sample -> new Sampling(planes.elements(), 0)));
    }

    private static boolean alike(SignPlanes a, SignPlanes b) {
        return a.elements() == b.elements() && a.sample().equals(b.sample());
    }
}
