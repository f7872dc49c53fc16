package dev.shaker.mixture.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.spec.MixtureErrors;

/**
 * One LoRA module and the members that have it: the shapes of their factors. A member without it adds a zero update.
 *
 * @param name normalised, {@code encoder.layer.0.attention.self.query}
 * @param in columns of A
 * @param out rows of B
 */
record LoraModule(String name, int in, int out, List<Factor> factors) {
    static final String A = ".lora_A";
    static final String B = ".lora_B";

    /** One member's factors A [rank,in] and B [out,rank]; {@code member} is its place among the parts. */
    record Factor(int member, AdapterLayer a, AdapterLayer b, int rank) {}

    /** Sum of the members' ranks. */
    int rank() {
        int rank = 0;
        for (Factor factor : factors) {
            rank += factor.rank();
        }
        return rank;
    }

    /** The most that the rank of any sum of the updates can be. */
    int updateRank() {
        return Math.min(rank(), Math.min(in, out));
    }

    int largestRank() {
        int rank = 0;
        for (Factor factor : factors) {
            rank = Math.max(rank, factor.rank());
        }
        return rank;
    }

    /** All A under each other, [rank, in], row-major. */
    double[] stackedA(List<BodyPart> parts) {
        double[] a = new double[rank() * in];
        int at = 0;
        for (Factor factor : factors) {
            for (float value : parts.get(factor.member()).tensors().read(factor.a())) {
                a[at++] = value;
            }
        }
        return a;
    }

    /**
     * All B side by side, [out, rank], row-major.
     *
     * @param share what a member's B is multiplied with
     */
    double[] stackedB(List<BodyPart> parts, ToDoubleFunction<BodyPart> share) {
        int stacked = rank();
        double[] b = new double[out * stacked];
        int at = 0;
        for (Factor factor : factors) {
            BodyPart part = parts.get(factor.member());
            double own = share.applyAsDouble(part);
            float[] values = part.tensors().read(factor.b());
            for (int row = 0; row < out; row++) {
                for (int k = 0; k < factor.rank(); k++) {
                    b[row * stacked + at + k] = own * values[row * factor.rank() + k];
                }
            }
            at += factor.rank();
        }
        return b;
    }

    /** All B side by side with their scales: the updates are these times {@link #stackedA}. */
    double[] stackedB(List<BodyPart> parts) {
        return stackedB(parts, part -> LoraScales.lora(part).scale(name));
    }

    /**
     * All modules of all members, by name.
     *
     * @throws dev.shaker.error.ShakerException {@code MERGE_METHOD_UNSUITABLE} where two members' updates differ in shape
     */
    static SortedMap<String, LoraModule> of(String method, List<BodyPart> parts) {
        SortedSet<String> names = new TreeSet<>();
        parts.forEach(part -> names.addAll(LoraScales.modules(part)));
        SortedMap<String, LoraModule> modules = new TreeMap<>();
        for (String name : names) {
            List<Factor> factors = new ArrayList<>();
            for (int member = 0; member < parts.size(); member++) {
                Optional<AdapterLayer> a = find(parts.get(member).tensors(), name + A);
                Optional<AdapterLayer> b = find(parts.get(member).tensors(), name + B);
                if (a.isPresent() && b.isPresent()) {
                    factors.add(new Factor(member, a.get(), b.get(), a.get().shape().dimension(0)));
                }
            }
            int in = factors.get(0).a().shape().dimension(1);
            int out = factors.get(0).b().shape().dimension(0);
            for (Factor factor : factors) {
                if (factor.a().shape().dimension(1) != in || factor.b().shape().dimension(0) != out) {
                    throw MixtureErrors
                            .unsuitable(method, "module " + name + " updates matrices of different shapes; mix "
                                    + "adapters of one base model")
                            .with("tensor", name);
                }
            }
            modules.put(name, new LoraModule(name, in, out, factors));
        }
        return modules;
    }

    private static Optional<AdapterLayer> find(Tensors tensors, String name) {
        return tensors.layers().stream().filter(layer -> layer.name().equals(name)).findFirst();
    }
}
