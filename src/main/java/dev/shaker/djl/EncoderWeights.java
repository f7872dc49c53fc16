package dev.shaker.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.adapter.base.EncoderModules;
import dev.shaker.adapter.base.LinearModule;
import dev.shaker.adapter.base.TensorLookup;
import dev.shaker.djl.torch.Linear;
import dev.shaker.djl.torch.Norm;
import dev.shaker.djl.torch.Precision;

/** A base model's weights on the device, uploaded once and frozen. */
record EncoderWeights(BaseModelConfig config, EmbeddingWeights embeddings, List<LayerWeights> layers,
        Optional<Linear> pooler, Precision precision) {
    /** Reads the model tensor by tensor; the arrays belong to {@code manager}. */
    static EncoderWeights load(BaseModel model, Precision precision, NDManager manager) {
        return load(model.config(), model.tensors(), precision, manager);
    }

    /** The same of tensors that need not lie in files. */
    static EncoderWeights load(BaseModelConfig config, TensorLookup tensors, Precision precision, NDManager manager) {
        return new Loading(config, tensors, precision, manager).all();
    }

    /** What a query is multiplied by. */
    static double queryScale(BaseModelConfig config) {
        return 1 / Math.sqrt(config.headSize());
    }

    private record Loading(BaseModelConfig config, TensorLookup tensors, Precision precision, NDManager manager) {
        EncoderWeights all() {
            List<LayerWeights> layers = new ArrayList<>();
            for (int i = 0; i < config.layers(); i++) {
                layers.add(layer(config.modules(i)));
            }
            Optional<Linear> pooler = tensors.has(BaseModelConfig.POOLER + ".weight")
                    ? Optional.of(linear(BaseModelConfig.POOLER))
                    : Optional.empty();
            return new EncoderWeights(config, embeddings(), List.copyOf(layers), pooler, precision);
        }

        private EmbeddingWeights embeddings() {
            return new EmbeddingWeights(array(BaseModelConfig.WORDS + ".weight"), null,
                    array("embeddings.position_embeddings.weight"),
                    config.typeVocabularySize() == 0 ? null : array("embeddings.token_type_embeddings.weight"),
                    norm("embeddings.LayerNorm"),
                    config.projection().map(module -> linear(module.name())).orElse(null));
        }

        private LayerWeights layer(EncoderModules layer) {
            return new LayerWeights(queryKeyValue(layer), linear(layer.attentionOutput().name()),
                    norm(layer.attentionNorm()), linear(layer.intermediate().name()), linear(layer.output().name()),
                    norm(layer.outputNorm()));
        }

        private Linear queryKeyValue(EncoderModules layer) {
            int hidden = config.hiddenSize();
            float[] weight = new float[3 * hidden * hidden];
            float[] bias = new float[3 * hidden];
            int part = 0;
            for (LinearModule module : List.of(layer.query(), layer.key(), layer.value())) {
                float[] w = tensors.read(module.name() + ".weight");
                float[] b = tensors.read(module.name() + ".bias");
                if (part == 0) {
                    scale(w);
                    scale(b);
                }
                System.arraycopy(w, 0, weight, part * hidden * hidden, w.length);
                System.arraycopy(b, 0, bias, part * hidden, b.length);
                part++;
            }
            return new Linear(precision.of(manager.create(weight, new Shape(3L * hidden, hidden))),
                    precision.of(manager.create(bias)));
        }

        private void scale(float[] values) {
            double factor = queryScale(config);
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (values[i] * factor);
            }
        }

        private Linear linear(String name) {
            return new Linear(array(name + ".weight"), array(name + ".bias"));
        }

        private Norm norm(String name) {
            return new Norm(array(name + ".weight"), array(name + ".bias"), (float) config.layerNormEpsilon());
        }

        private NDArray array(String name) {
            return precision.of(manager.create(tensors.read(name), Precision.shape(tensors.shape(name))));
        }
    }
}
