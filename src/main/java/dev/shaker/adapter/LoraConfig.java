package dev.shaker.adapter;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * LoRA: {@code y = W x + b + scale B A x}, the scale per module.
 *
 * @param hiddenSize H of the base model
 * @param rank r where no module says otherwise
 * @param alpha alpha where no module says otherwise
 * @param rankStabilised scale is alpha / sqrt(r) (rsLoRA) instead of alpha / r
 * @param targetModules normalised names of the modules' kinds: {@code attention.self.query}, {@code intermediate.dense} …
 * @param ranks rank by normalised module name ({@code encoder.layer.0.attention.self.query}), for every module present
 * @param alphas alpha by normalised module name, for every module present
 */
public record LoraConfig(int hiddenSize, int rank, double alpha, boolean rankStabilised,
        SortedSet<String> targetModules, Map<String, Integer> ranks,
        Map<String, Double> alphas) implements AdapterConfig {
    public LoraConfig {
        targetModules = java.util.Collections.unmodifiableSortedSet(new TreeSet<>(targetModules));
        ranks = Map.copyOf(ranks);
        alphas = Map.copyOf(alphas);
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
