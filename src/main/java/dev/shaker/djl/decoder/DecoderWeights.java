package dev.shaker.djl.decoder;

import java.util.ArrayList;
import java.util.List;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.base.DecoderConfig;
import dev.shaker.adapter.base.DecoderModel;
import dev.shaker.adapter.base.LinearModule;
import dev.shaker.adapter.base.TensorLookup;
import dev.shaker.djl.torch.Linear;
import dev.shaker.djl.torch.Norm;
import dev.shaker.djl.torch.Precision;

/**
 * A decoder's weights on the device, uploaded once and frozen.
 *
 * @param words word embeddings [V, H]
 * @param positions position embeddings [T, H], null where positions turn queries and keys
 * @param head the language-model head [V, H]: the word embeddings where both are tied, null where the files have none
 */
record DecoderWeights(DecoderConfig config, NDArray words, @Nullable NDArray positions, List<DecoderLayer> layers,
        Norm finalNorm, @Nullable Linear head, Precision precision) {
    /** Reads the model tensor by tensor; the arrays belong to {@code manager}. */
    static DecoderWeights load(DecoderModel model, Precision precision, NDManager manager) {
        return new Loading(model.config(), model.tensors(), precision, manager).all(model.hasHead());
    }

    private record Loading(DecoderConfig config, TensorLookup tensors, Precision precision, NDManager manager) {
        DecoderWeights all(boolean headed) {
            List<DecoderLayer> layers = new ArrayList<>();
            for (int i = 0; i < config.layers(); i++) {
                layers.add(layer(i));
            }
            NDArray words = array(config.words() + ".weight");
            Linear head = !headed
                    ? null
                    : new Linear(config.tied() ? words : array(DecoderConfig.HEAD + ".weight"), null);
            return new DecoderWeights(config, words, config.rotary().isEmpty() ? array("wpe.weight") : null,
                    List.copyOf(layers), norm(config.finalNorm()), head, precision);
        }

        private DecoderLayer layer(int i) {
            boolean normed = config.normsQueriesAndKeys();
            return new DecoderLayer(norm(config.attentionNorm(i)), linear(config.queryKeyValue(i)),
                    normed ? norm(config.layer(i) + "self_attn.q_norm") : null,
                    normed ? norm(config.layer(i) + "self_attn.k_norm") : null,
                    linear(List.of(config.attentionOutput(i))), norm(config.feedForwardNorm(i)), linear(config.up(i)),
                    linear(List.of(config.down(i))), config.windows().get(i));
        }

        /** Modules that read the same input, one below the other. */
        private Linear linear(List<LinearModule> modules) {
            int out = modules.stream().mapToInt(LinearModule::out).sum();
            int in = modules.getFirst().in();
            boolean biased = modules.getFirst().bias();
            float[] weight = new float[Math.multiplyExact(out, in)];
            float[] bias = new float[biased ? out : 0];
            int row = 0;
            for (LinearModule module : modules) {
                float[] values = tensors.read(module.name() + ".weight");
                if (config.transposed()) {
                    transpose(values, module, weight, row);
                } else {
                    System.arraycopy(values, 0, weight, row * in, values.length);
                }
                if (biased) {
                    System.arraycopy(tensors.read(module.name() + ".bias"), 0, bias, row, module.out());
                }
                row += module.out();
            }
            return new Linear(precision.of(manager.create(weight, new Shape(out, in))),
                    biased ? precision.of(manager.create(bias)) : null);
        }

        private static void transpose(float[] values, LinearModule module, float[] weight, int row) {
            for (int i = 0; i < module.in(); i++) {
                for (int o = 0; o < module.out(); o++) {
                    weight[(row + o) * module.in() + i] = values[i * module.out() + o];
                }
            }
        }

        private Norm norm(String name) {
            return new Norm(array(name + ".weight"), config.rootMeanSquare() ? null : array(name + ".bias"),
                    (float) config.normEpsilon());
        }

        private NDArray array(String name) {
            return precision.of(manager.create(tensors.read(name), Precision.shape(tensors.shape(name))));
        }
    }
}
