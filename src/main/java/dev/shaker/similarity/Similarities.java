package dev.shaker.similarity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Compares LoRA adapters by what they add to the weights. One module of all adapters is in memory at a time, r (in + out) floats
 * of each; a pair costs r_a r_b (in + out) products a module. Adapters may differ in rank, scale and modules.
 */
public final class Similarities {
    private final int size;
    /** Totals of pairs i > j, row after row. */
    private final List<Similarity> totals;

    private Similarities(int size, List<Similarity> totals) {
        this.size = size;
        this.totals = totals;
    }

    /**
     * Two adapters, module by module.
     *
     * @throws ShakerException {@code ADAPTER_NOT_COMPARABLE} naming a module that the two have in different shapes
     */
    public static PairSimilarity of(LowRankUpdate a, LowRankUpdate b) {
        SortedMap<String, Similarity> modules = new TreeMap<>();
        Similarity total = Similarity.NONE;
        Opened opened = new Opened(List.of(a, b));
        for (String module : opened.modules()) {
            List<@Nullable Decomposed> both = opened.decomposed(module);
            Similarity similarity = compare(both.get(0), both.get(1));
            modules.put(module, similarity);
            total = total.plus(similarity);
        }
        return new PairSimilarity(total, modules);
    }

    /** All pairs of some adapters, in total, under the same conditions. */
    public static Similarities of(List<LowRankUpdate> adapters) {
        int n = adapters.size();
        List<Similarity> totals = new ArrayList<>(Collections.nCopies(n * (n - 1) / 2, Similarity.NONE));
        Opened opened = new Opened(adapters);
        for (String module : opened.modules()) {
            List<@Nullable Decomposed> all = opened.decomposed(module);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < i; j++) {
                    totals.set(at(i, j), totals.get(at(i, j)).plus(compare(all.get(i), all.get(j))));
                }
            }
        }
        return new Similarities(n, totals);
    }

    /** Totals that are known: {@code pair(i, j)} of i > j. */
    public static Similarities of(int size, BiFunction<Integer, Integer, Similarity> pair) {
        List<Similarity> totals = new ArrayList<>(size * (size - 1) / 2);
        for (int i = 0; i < size; i++) {
            for (int j = 0; j < i; j++) {
                totals.add(pair.apply(i, j));
            }
        }
        return new Similarities(size, totals);
    }

    public int size() {
        return size;
    }

    /** Two different ones, the first named as {@code a}. */
    public Similarity pair(int i, int j) {
        if (i == j) {
            throw new IllegalArgumentException("an adapter is not compared with itself");
        }
        return i > j ? totals.get(at(i, j)) : totals.get(at(j, i)).reversed();
    }

    private static int at(int i, int j) {
        return i * (i - 1) / 2 + j;
    }

    private static Similarity compare(@Nullable Decomposed a, @Nullable Decomposed b) {
        if (a != null && b != null) {
            return Similarity.of(a, b);
        }
        return Similarity.ofOne(a == null ? Spectrum.NONE : a.spectrum(), b == null ? Spectrum.NONE : b.spectrum());
    }

    /** Adapters whose modules are known and not read. */
    private record Opened(List<LowRankUpdate> adapters, List<SortedMap<String, LowRankUpdate.Place>> places) {
        Opened(List<LowRankUpdate> adapters) {
            this(adapters, adapters.stream().map(LowRankUpdate::modules).toList());
        }

        TreeSet<String> modules() {
            TreeSet<String> modules = new TreeSet<>();
            places.forEach(own -> modules.addAll(own.keySet()));
            return modules;
        }

        List<@Nullable Decomposed> decomposed(String module) {
            List<@Nullable Decomposed> all = new ArrayList<>(adapters.size());
            Factors first = null;
            for (int i = 0; i < adapters.size(); i++) {
                LowRankUpdate.Place place = places.get(i).get(module);
                if (place == null) {
                    all.add(null);
                    continue;
                }
                Factors factors = adapters.get(i).read(module, place);
                if (first != null && (first.in() != factors.in() || first.out() != factors.out())) {
                    throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE,
                            "adapter '" + adapters.get(i).name() + "': module " + module + " updates a matrix of ["
                                    + factors.out() + ", " + factors.in() + "], another adapter's is [" + first.out()
                                    + ", " + first.in() + "]; compare adapters of one base model")
                            .with("tensor", module);
                }
                first = factors;
                all.add(Decomposed.of(factors));
            }
            return all;
        }
    }
}
