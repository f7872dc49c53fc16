package dev.shaker.mixture.prune;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.mixture.spec.PruneScore;

/**
 * One module's weights while synaptic flow prunes them. With ones as input, |w| for w and the identity for phi, the sum of its
 * outputs is R = s (sum over o, j of |U_oj| (sum over i of |L_ji| + |b_j|) + sum over o of |c_o|), so that |w dR/dw| is
 * |L_ji| sum over o of |U_oj|, |b_j| the same sum, |U_oj| (sum over i of |L_ji| + |b_j|), and |c_o|, each times s.
 */
final class SynFlowModule {
    private final String name;
    private final double scale;
    private final int inner;
    private final Map<ModulePart, AdapterLayer> layers = new EnumMap<>(ModulePart.class);
    private final Map<ModulePart, float[]> values = new EnumMap<>(ModulePart.class);
    private final Map<ModulePart, BitSet> dropped = new EnumMap<>(ModulePart.class);

    /** @throws dev.shaker.error.ShakerException {@code MERGE_METHOD_UNSUITABLE} where the tensors are no pair of factors */
    SynFlowModule(Unpruned member, String name, List<AdapterLayer> tensors) {
        this.name = name;
        this.scale = Math.abs(scale(member.config(), name));
        for (AdapterLayer tensor : tensors) {
            ModulePart part = ModulePart.of(tensor.name()).orElseThrow(() -> unpaired(member, name));
            layers.put(part, tensor);
            values.put(part, member.body().read(tensor));
            dropped.put(part, new BitSet());
        }
        if (!layers.containsKey(ModulePart.LOWER) || !layers.containsKey(ModulePart.UPPER)) {
            throw unpaired(member, name);
        }
        this.inner = layer(ModulePart.LOWER).shape().dimension(0);
    }

    private static double scale(AdapterConfig config, String module) {
        return switch (config) {
            case LoraConfig lora -> lora.scale(module);
            case BottleneckConfig bottleneck -> bottleneck.scaling();
            default -> 1;
        };
    }

    private static RuntimeException unpaired(Unpruned member, String module) {
        return MixtureErrors.unprunable(new PruneScore.SynFlow(1), "module " + module + " of the adapter of '"
                + member.domain() + "' is no pair of matrices that one path leads through; use 'magnitude'")
                .with("module", module);
    }

    String name() {
        return name;
    }

    Collection<AdapterLayer> layers() {
        return layers.values();
    }

    private AdapterLayer layer(ModulePart part) {
        AdapterLayer layer = layers.get(part);
        if (layer == null) {
            throw new IllegalStateException(name + " has no " + part);
        }
        return layer;
    }

    private float[] values(ModulePart part) {
        return values.getOrDefault(part, new float[0]);
    }

    /** Scores of all weights as they are now; a dropped one has 0, and two that only one path leads through have the same bits. */
    Map<ModulePart, double[]> scores() {
        float[] lower = values(ModulePart.LOWER);
        float[] bias = values(ModulePart.LOWER_BIAS);
        float[] upper = values(ModulePart.UPPER);
        float[] last = values(ModulePart.UPPER_BIAS);
        int in = lower.length / inner;
        int out = upper.length / inner;
        double[] into = new double[inner];
        double[] from = new double[inner];
        for (int j = 0; j < inner; j++) {
            for (int i = 0; i < in; i++) {
                into[j] += Math.abs((double) lower[j * in + i]);
            }
            into[j] += bias.length == 0 ? 0 : Math.abs((double) bias[j]);
        }
        for (int o = 0; o < out; o++) {
            for (int j = 0; j < inner; j++) {
                from[j] += Math.abs((double) upper[o * inner + j]);
            }
        }
        Map<ModulePart, double[]> scores = new EnumMap<>(ModulePart.class);
        double[] ofLower = new double[lower.length];
        for (int at = 0; at < lower.length; at++) {
            ofLower[at] = scale * (Math.abs((double) lower[at]) * from[at / in]);
        }
        scores.put(ModulePart.LOWER, ofLower);
        double[] ofUpper = new double[upper.length];
        for (int at = 0; at < upper.length; at++) {
            ofUpper[at] = scale * (Math.abs((double) upper[at]) * into[at % inner]);
        }
        scores.put(ModulePart.UPPER, ofUpper);
        double[] ofBias = new double[bias.length];
        for (int j = 0; j < bias.length; j++) {
            ofBias[j] = scale * (Math.abs((double) bias[j]) * from[j]);
        }
        scores.put(ModulePart.LOWER_BIAS, ofBias);
        double[] ofLast = new double[last.length];
        for (int o = 0; o < last.length; o++) {
            ofLast[o] = scale * Math.abs((double) last[o]);
        }
        scores.put(ModulePart.UPPER_BIAS, ofLast);
        return scores;
    }

    /** Whether a part has a weight that is not 0. */
    boolean isAlive(ModulePart part) {
        for (float value : values(part)) {
            if (value != 0) {
                return true;
            }
        }
        return false;
    }

    /** Drops what is below the threshold. */
    void cut(ModulePart part, double[] scores, double threshold) {
        float[] weights = values(part);
        BitSet gone = dropped.computeIfAbsent(part, _ -> new BitSet());
        for (int i = 0; i < weights.length; i++) {
            if (scores[i] < threshold) {
                weights[i] = 0;
                gone.set(i);
            }
        }
    }

    /** What was dropped, by layer. */
    List<Map.Entry<String, BitSet>> masks() {
        List<Map.Entry<String, BitSet>> masks = new ArrayList<>();
        layers.forEach((part, layer) -> masks
                .add(Map.entry(layer.name(), dropped.getOrDefault(part, new BitSet()))));
        return masks;
    }
}
