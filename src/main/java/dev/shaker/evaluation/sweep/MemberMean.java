package dev.shaker.evaluation.sweep;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.sweep.MemberWeights.Layer;

/**
 * The plain mean of adapters (Eq. 1), accumulated in double in the order given, divided once and rounded once. Of LoRA the
 * factors are averaged; where members scale their updates differently, each member's scale goes into its B first.
 */
public final class MemberMean {
    private MemberMean() {
    }

    /**
     * @param members in the order of their ids
     * @throws ShakerException {@code ADAPTER_NOT_COMPARABLE} where names or shapes of tensors differ
     */
    public static MemberWeights of(List<MemberWeights> members) {
        MemberWeights first = members.getFirst();
        if (members.size() == 1) {
            return first;
        }
        for (MemberWeights member : members) {
            check(first, member);
        }
        AdapterConfig config = first.config();
        boolean fold = !sameScales(members);
        SortedMap<String, Layer> mean = new TreeMap<>();
        first.layers().forEach(
                (name, layer) -> mean.put(name, new Layer(layer.shape(), mean(members, name, fold))));
        return new MemberWeights(fold ? unscaled((LoraConfig) config) : config, mean);
    }

    private static float[] mean(List<MemberWeights> members, String name, boolean fold) {
        int n = layer(members.getFirst(), name).values().length;
        double[] sum = new double[n];
        for (MemberWeights member : members) {
            float[] values = layer(member, name).values();
            double scale = fold && name.endsWith(".lora_B") ? ((LoraConfig) member.config()).scale(module(name)) : 1;
            for (int i = 0; i < n; i++) {
                sum[i] += scale * values[i];
            }
        }
        float[] mean = new float[n];
        for (int i = 0; i < n; i++) {
            mean[i] = (float) (sum[i] / members.size());
        }
        return mean;
    }

    private static void check(MemberWeights first, MemberWeights other) {
        boolean alike = first.config().method() == other.config().method()
                && first.layers().keySet().equals(other.layers().keySet());
        for (String name : first.layers().keySet()) {
            alike = alike && layer(first, name).shape().equals(layer(other, name).shape());
        }
        if (!alike) {
            throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE,
                    "adapters of different method, rank or bottleneck have no mean: " + first.config() + " and "
                            + other.config());
        }
    }

    private static Layer layer(MemberWeights member, String name) {
        Layer layer = member.layers().get(name);
        if (layer == null) {
            throw new IllegalArgumentException("no tensor '" + name + "'");
        }
        return layer;
    }

    private static boolean sameScales(List<MemberWeights> members) {
        if (!(members.getFirst().config() instanceof LoraConfig first)) {
            return true;
        }
        for (MemberWeights member : members) {
            for (String name : member.layers().keySet()) {
                if (first.scale(module(name)) != ((LoraConfig) member.config()).scale(module(name))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static LoraConfig unscaled(LoraConfig config) {
        Map<String, Double> alphas = new HashMap<>();
        config.ranks().forEach((module, rank) -> alphas.put(module, (double) rank));
        return new LoraConfig(config.hiddenSize(), config.rank(), config.rank(), false, config.targetModules(),
                config.ranks(), alphas, config.embeddings(), config.kernels());
    }

    private static String module(String tensor) {
        return tensor.substring(0, tensor.lastIndexOf('.'));
    }
}
