package dev.shaker.djl;

import java.util.ArrayList;
import java.util.List;

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
    private final List<AdaptedLayer> layers;
    private final NDManager manager;

    private AdaptedEncoder(EncoderWeights base, AdapterMethod method, List<AdaptedLayer> layers, NDManager manager) {
        this.base = base;
        this.method = method;
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
            List<AdaptedLayer> layers = new ArrayList<>();
            for (int i = 0; i < base.config().layers(); i++) {
                LayerWeights weights = base.layers().get(i);
                String layer = "encoder.layer." + i + ".";
                layers.add(switch (adapter.config()) {
                    case BottleneckConfig config -> bottlenecks(tensors, config, layer, weights);
                    case LoraConfig config -> new AdaptedLayer(
                            new LoraUpdate(tensors, config, base.config()).apply(layer, weights), null, null, null);
                    case TensorSetConfig set -> throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED,
                            set.method().wire() + " adapters are compared and mixed, and not run here: bottlenecks and"
                                    + " LoRA are");
                });
            }
            tensors.checkAllUsed();
            return new AdaptedEncoder(base, adapter.config().method(), layers, manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
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

    List<AdaptedLayer> layers() {
        return layers;
    }

    @Override
    public void close() {
        manager.close();
    }
}
