package dev.shaker.adapter;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

import dev.shaker.tensor.TensorShape;

/**
 * LoRA: {@code y = W x + b + scale B A x}, the scale per module.
 *
 * @param hiddenSize H of the base model, 0 where no module of an encoder's layers tells it
 * @param rank r where no module says otherwise
 * @param alpha alpha where no module says otherwise
 * @param rankStabilised scale is alpha / sqrt(r) (rsLoRA) instead of alpha / r
 * @param targetModules the modules' kinds, {@link #kind}: {@code attention.self.query}, {@code intermediate.dense} …
 * @param ranks rank by normalised module name ({@code encoder.layer.0.attention.self.query}), for every module present
 * @param alphas alpha by normalised module name, for every module present
 * @param embeddings those of the modules that are embeddings: their A is [r, rows], their B [width, r], and the table changes by
 *        the product's transpose
 * @param kernels of those of the modules that are convolutions: the shape [in,h,w] or [in,w] of what one output sees. Their A is read as
 *        [r, in h w] and their B as [out, r], so that the product is the kernels' change, row by row
 */
public record LoraConfig(int hiddenSize, int rank, double alpha, boolean rankStabilised,
        SortedSet<String> targetModules, Map<String, Integer> ranks,
        Map<String, Double> alphas, SortedSet<String> embeddings,
        SortedMap<String, TensorShape> kernels) implements AdapterConfig {
    private static final Pattern NUMBERED = Pattern.compile(".*\\.\\d+\\.");

    /** LoRA of linear layers alone. */
    public LoraConfig(int hiddenSize, int rank, double alpha, boolean rankStabilised, SortedSet<String> targetModules,
            Map<String, Integer> ranks, Map<String, Double> alphas) {
        this(hiddenSize, rank, alpha, rankStabilised, targetModules, ranks, alphas, new TreeSet<>(), new TreeMap<>());
    }

    public LoraConfig {
        targetModules = Collections.unmodifiableSortedSet(new TreeSet<>(targetModules));
        ranks = Map.copyOf(ranks);
        alphas = Map.copyOf(alphas);
        embeddings = Collections.unmodifiableSortedSet(new TreeSet<>(embeddings));
        kernels = Collections.unmodifiableSortedMap(new TreeMap<>(kernels));
    }

    /** What a module is within its layer: {@code self_attn.q_proj} of {@code layers.0.self_attn.q_proj}; others are their own kind. */
    public static String kind(String module) {
        return NUMBERED.matcher(module).replaceFirst("");
    }

    @Override
    public AdapterMethod method() {
        return AdapterMethod.LORA;
    }

    /** The factor of {@code B A} at one module, alpha / r or alpha / sqrt(r). */
    public double scale(String module) {
        int r = ranks.getOrDefault(module, rank);
        double a = alphas.getOrDefault(module, alpha);
        return rankStabilised ? a / Math.sqrt(r) : a / r;
    }
}
