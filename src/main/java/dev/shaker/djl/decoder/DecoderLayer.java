package dev.shaker.djl.decoder;

import org.jspecify.annotations.Nullable;

import dev.shaker.djl.torch.Linear;
import dev.shaker.djl.torch.Norm;

/**
 * One block of a decoder, norms before what they belong to.
 *
 * @param queryKeyValue queries, keys and values in one matrix [(h + 2 k) d, H]
 * @param queryNorm of each head, null where there is none; {@code keyNorm} likewise
 * @param up gate and up in one matrix [2 I, H] where the network is gated, else [I, H]
 * @param window over how many tokens, itself included, a token looks back; 0 for all
 */
record DecoderLayer(Norm attentionNorm, Linear queryKeyValue, @Nullable Norm queryNorm, @Nullable Norm keyNorm,
        Linear attentionOutput, Norm feedForwardNorm, Linear up, Linear down, int window) {}
