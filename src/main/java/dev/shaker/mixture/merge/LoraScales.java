package dev.shaker.mixture.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.mixture.prune.Blocks;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.tensor.TensorShape;

/**
 * The factors that LoRA's scale alpha/r, or alpha/sqrt(r), puts on the members' tensors. Where all members agree on rank and
 * scale of every module, nothing is touched and the configuration stays; else the scale is folded into B and the result has
 * alpha = r.
 */
public final class LoraScales {
    private static final String FACTOR_A = ".lora_A";
    private static final String FACTOR_B = ".lora_B";

    /** For tensors that are no factors. */
    public static final LoraScales NONE = new LoraScales(Optional.empty(), List.of());

    private final Optional<AdapterConfig> config;
    /** By member, then by name of the tensor; empty where nothing is folded. */
    private final List<Map<String, Double>> factors;

    private LoraScales(Optional<AdapterConfig> config, List<Map<String, Double>> factors) {
        this.config = config;
        this.factors = factors;
    }

    /** @param parts members of equal layers and one method */
    static LoraScales of(List<BodyPart> parts) {
        AdapterConfig first = parts.get(0).config();
        if (!(first instanceof LoraConfig) || agree(parts)) {
            return new LoraScales(Optional.of(first), List.of());
        }
        List<Map<String, Double>> factors = new ArrayList<>();
        Map<String, Integer> ranks = new HashMap<>();
        for (BodyPart part : parts) {
            Map<String, Double> own = new HashMap<>();
            for (String module : modules(part)) {
                LoraConfig lora = lora(part);
                own.put(module + FACTOR_B, lora.scale(module));
                ranks.put(module, lora.ranks().getOrDefault(module, lora.rank()));
            }
            factors.add(own);
        }
        return new LoraScales(Optional.of(unscaled(parts, ranks)), factors);
    }

    static boolean isA(String layer) {
        return layer.endsWith(FACTOR_A);
    }

    static boolean isB(String layer) {
        return layer.endsWith(FACTOR_B);
    }

    AdapterConfig config() {
        return config.orElseThrow();
    }

    /** What one member's tensor is multiplied with; 1 for every A, and for every B where nothing is folded. */
    double factor(int member, String layer) {
        return factors.isEmpty() ? 1 : factors.get(member).getOrDefault(layer, 1.0);
    }

    /** A configuration of scale 1: alpha = r at every module. */
    static LoraConfig unscaled(List<BodyPart> parts, Map<String, Integer> ranks) {
        int hidden = 0;
        SortedSet<String> embeddings = new TreeSet<>();
        SortedMap<String, TensorShape> kernels = new TreeMap<>();
        for (BodyPart part : parts) {
            hidden = Math.max(hidden, lora(part).hiddenSize());
            embeddings.addAll(lora(part).embeddings());
            lora(part).kernels().forEach((module, kernel) -> {
                TensorShape other = kernels.putIfAbsent(module, kernel);
                if (other != null && !other.equals(kernel)) {
                    throw MixtureErrors.invalid("select", "module " + module + " convolves by kernels of " + other
                            + " and of " + kernel + "; mix adapters of one base model");
                }
            });
        }
        Map<String, Double> alphas = new HashMap<>();
        SortedSet<String> kinds = new TreeSet<>();
        int common = 0;
        for (var entry : ranks.entrySet()) {
            alphas.put(entry.getKey(), (double) entry.getValue());
            kinds.add(LoraConfig.kind(entry.getKey()));
            common = Math.max(common, entry.getValue());
        }
        return new LoraConfig(hidden, common, common, false, kinds, ranks, alphas, embeddings, kernels);
    }

    static SortedSet<String> modules(BodyPart part) {
        SortedSet<String> modules = new TreeSet<>();
        part.tensors().layers().forEach(layer -> modules.add(Blocks.of(layer.name())));
        return modules;
    }

    static LoraConfig lora(BodyPart part) {
        if (part.config() instanceof LoraConfig lora) {
            return lora;
        }
        throw MixtureErrors.unsuitable("lora", "the adapter of '" + part.domain() + "' is no LoRA adapter");
    }

    private static boolean agree(List<BodyPart> parts) {
        LoraConfig first = lora(parts.get(0));
        for (BodyPart part : parts) {
            for (String module : modules(part)) {
                if (lora(part).scale(module) != first.scale(module)) {
                    return false;
                }
            }
        }
        return true;
    }
}
