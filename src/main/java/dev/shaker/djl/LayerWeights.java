package dev.shaker.djl;

import dev.shaker.djl.torch.Linear;
import dev.shaker.djl.torch.Norm;

/**
 * One encoder layer. Query, key and value are one matrix [3H, H]; its query part and query bias are divided by the root of the
 * head size when they are loaded, so that scores need no scaling.
 */
record LayerWeights(Linear queryKeyValue, Linear attentionOutput, Norm attentionNorm, Linear intermediate,
        Linear output, Norm outputNorm) {}
