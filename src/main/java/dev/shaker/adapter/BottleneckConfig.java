package dev.shaker.adapter;

/**
 * Houlsby and Pfeiffer bottlenecks: {@code Ad(u) = s (W_up phi(W_down u + b_down) + b_up)}.
 *
 * @param method HOULSBY or PFEIFFER
 * @param hiddenSize H of the base model
 * @param bottleneckSize d
 * @param nonLinearity phi
 * @param scaling s, usually 1
 */
public record BottleneckConfig(AdapterMethod method, int hiddenSize, int bottleneckSize, NonLinearity nonLinearity,
        float scaling) implements AdapterConfig {}
