package dev.shaker.djl;

import org.jspecify.annotations.Nullable;

/**
 * One encoder layer with an adapter inside. LoRA is part of the weights; bottlenecks stand beside them.
 *
 * @param attention Houlsby's bottleneck after the attention output
 * @param feedForward Houlsby's bottleneck after the feed-forward output
 * @param normalised Pfeiffer's bottleneck, which reads the normalised output and shares the layer's last norm
 */
record AdaptedLayer(LayerWeights weights, @Nullable Bottleneck attention, @Nullable Bottleneck feedForward,
        @Nullable Bottleneck normalised) {}
