package dev.shaker.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.TensorSetConfig;
import dev.shaker.djl.torch.AdapterTensors;
import dev.shaker.djl.torch.Linear;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.sweep.MemberWeights;

/**
 * A base model with one adapter inside. It owns what the adapter adds on the device: a few small arrays for bottlenecks, the
 * changed matrices for LoRA, whose update {@code scale B A} is added to the frozen weight once instead of in every batch.
 */
final class AdaptedEncoder implements AutoCloseable {
    private final EncoderWeights base;
    private final AdapterMethod method;
    private final EmbeddingWeights embeddings;
    private final boolean shared;
    private final List<AdaptedLayer> layers;
    private final Optional<Linear> pooler;
    private final NDManager manager;

    private AdaptedEncoder(EncoderWeights base, AdapterMethod method, EmbeddingWeights embeddings, boolean shared,
            List<AdaptedLayer> layers, Optional<Linear> pooler, NDManager manager) {
        this.base = base;
        this.method = method;
        this.embeddings = embeddings;
        this.shared = shared;
        this.pooler = pooler;
        this.layers = List.copyOf(layers);
        this.manager = manager;
    }

    /**
     * @param parent where the arrays are made: a child manager of it is closed with this encoder
     * @throws ShakerException {@code ADAPTER_NOT_COMPARABLE}, {@code TENSOR_MISSING}, {@code TENSOR_UNKNOWN},
     *         {@code TENSOR_SHAPE_MISMATCH} where the adapter does not fit the base model
     */
    static AdaptedEncoder of(EncoderWeights base, MemberWeights adapter, NDManager parent) {
        int hidden = base.config().hiddenSize();
        if (adapter.config().hiddenSize() != 0 && adapter.config().hiddenSize() != hidden) {
            throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE,
                    "the adapter's hidden size is " + adapter.config().hiddenSize() + ", the base model's " + hidden
                            + "; evaluate it on the base model it was trained on");
        }
        NDManager manager = parent.newSubManager();
        try {
            AdapterTensors tensors = new AdapterTensors(adapter, base.precision(), manager);
            AdaptedEncoder encoder = switch (adapter.config()) {
                case BottleneckConfig config -> bottlenecks(base, tensors, config, manager);
                case LoraConfig config -> lora(base, new LoraUpdate(tensors, config, base.config()), manager);
                case TensorSetConfig set -> throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED,
                        set.method().wire() + " adapters are compared and mixed, and not run here: bottlenecks and"
                                + " LoRA are");
            };
            tensors.checkAllUsed();
            return encoder;
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    private static AdaptedEncoder lora(EncoderWeights base, LoraUpdate update, NDManager manager) {
        List<AdaptedLayer> layers = new ArrayList<>();
        for (int i = 0; i < base.config().layers(); i++) {
            layers.add(new AdaptedLayer(update.apply(base.config().modules(i), base.layers().get(i)), null, null,
                    null));
        }
        return new AdaptedEncoder(base, AdapterMethod.LORA, update.embeddings(base.embeddings()),
                !update.changesEmbeddings(), layers, update.pooler(base.pooler()), manager);
    }

    private static AdaptedEncoder bottlenecks(EncoderWeights base, AdapterTensors tensors, BottleneckConfig config,
            NDManager manager) {
        List<AdaptedLayer> layers = new ArrayList<>();
        for (int i = 0; i < base.config().layers(); i++) {
            layers.add(bottlenecks(tensors, config, "encoder.layer." + i + ".", base.layers().get(i)));
        }
        return new AdaptedEncoder(base, config.method(), base.embeddings(), true, layers, base.pooler(), manager);
    }

    private static AdaptedLayer bottlenecks(AdapterTensors tensors, BottleneckConfig config, String layer,
            LayerWeights weights) {
        Bottleneck output = bottleneck(tensors, config, layer + "output.adapter.");
        return config.method() == AdapterMethod.HOULSBY
                ? new AdaptedLayer(weights, bottleneck(tensors, config, layer + "attention.output.adapter."), output,
                        null)
                : new AdaptedLayer(weights, null, null, output);
    }

    /** Null where the configuration leaves the layer out: then no tensor of it is there. */
    private static @Nullable Bottleneck bottleneck(AdapterTensors tensors, BottleneckConfig config, String site) {
        if (!tensors.hasAny(site)) {
            return null;
        }
        int hidden = config.hiddenSize();
        int size = config.bottleneckSize();
        Linear down = new Linear(tensors.array(site + "down.weight", 1, size, hidden),
                tensors.array(site + "down.bias", 1, size));
        Linear up = new Linear(tensors.array(site + "up.weight", config.scaling(), hidden, size),
                tensors.array(site + "up.bias", config.scaling(), hidden));
        return new Bottleneck(down, config.nonLinearity(), up);
    }

    EncoderWeights base() {
        return base;
    }

    AdapterMethod method() {
        return method;
    }

    EmbeddingWeights embeddings() {
        return embeddings;
    }

    /** Whether the adapter has no say before the first layer. */
    boolean sharesEmbeddings() {
        return shared;
    }

    /** With the adapter inside, empty where the base model has none. */
    Optional<Linear> pooler() {
        return pooler;
    }

    List<AdaptedLayer> layers() {
        return layers;
    }

    @Override
    public void close() {
        manager.close();
    }
}
