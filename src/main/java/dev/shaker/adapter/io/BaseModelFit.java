package dev.shaker.adapter.io;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

import dev.shaker.adapter.AdaptedModule;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.adapterhub.AdapterHubLora;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.peft.PeftTargets;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.MemoryByteSource;
import dev.shaker.tensor.TensorShape;

/** Whether an adapter's tensors fit into a base model: what its own files cannot tell. */
public final class BaseModelFit {
    private BaseModelFit() {
    }

    /**
     * Checks hidden size, intermediate size and the number of layers.
     *
     * @throws ShakerException {@code BASE_MODEL_MISMATCH} where a size differs or a layer is too many, {@code TENSOR_MISSING}
     *         where the model's last layers have no tensors though the configuration leaves none out
     */
    public static void check(Adapter adapter, BaseModelConfig base) {
        if (adapter.config().hiddenSize() != base.hiddenSize()) {
            throw mismatch(adapter, "has hidden size " + adapter.config().hiddenSize() + ", the base model has "
                    + base.hiddenSize());
        }
        Set<Integer> present = new TreeSet<>();
        for (AdapterLayer layer : adapter.body().layers()) {
            int number = Integer.parseInt(layer.name().split("\\.", 4)[2]);
            present.add(number);
            if (number >= base.layers()) {
                throw mismatch(adapter, "has the tensor '" + layer.storedName() + "', the base model has "
                        + base.layers() + " layers").with("tensor", layer.storedName());
            }
            checkIntermediate(adapter, layer, base);
        }
        for (int layer = 0; layer < base.layers(); layer++) {
            if (!present.contains(layer) && isExpected(adapter, layer)) {
                throw new ShakerException(ErrorCode.TENSOR_MISSING, "adapter '" + adapter.location()
                        + "': no tensor for layer " + layer + " of the base model's " + base.layers()
                        + ", and the configuration does not leave it out; save the adapter again").with("layer", layer);
            }
        }
    }

    private static void checkIntermediate(Adapter adapter, AdapterLayer layer, BaseModelConfig base) {
        TensorShape shape = layer.shape();
        int width = layer.name().endsWith("intermediate.dense.lora_B")
                ? shape.dimension(0)
                : layer.name().endsWith(".output.dense.lora_A") && !layer.name().contains(".attention.")
                        ? shape.dimension(1)
                        : base.intermediateSize();
        if (width != base.intermediateSize()) {
            throw mismatch(adapter, "tensor '" + layer.storedName() + "' has shape " + shape
                    + ", the base model's intermediate size is " + base.intermediateSize()).with("tensor",
                            layer.storedName());
        }
    }

    private static boolean isExpected(Adapter adapter, int layer) {
        if (adapter.source().isEmpty()) {
            return true;
        }
        byte[] text = adapter.source().get().config().getBytes(StandardCharsets.UTF_8);
        var config = ConfigReader.adapter(new MemoryByteSource(adapter.location(), text));
        if (adapter.format() == AdapterFormat.ADAPTER_HUB) {
            return !AdapterHubLora.leaveOut(config.object("config")).contains(layer);
        }
        String architecture = AdapterFiles.architecture(adapter);
        var targets = new PeftTargets(config);
        return AdaptedModule.KINDS.stream()
                .anyMatch(kind -> targets.contains(architecture + new AdaptedModule(layer, kind).name(), layer));
    }

    private static ShakerException mismatch(Adapter adapter, String problem) {
        return new ShakerException(ErrorCode.BASE_MODEL_MISMATCH,
                "adapter '" + adapter.location() + "' " + problem + "; name the base model it was trained on");
    }
}
