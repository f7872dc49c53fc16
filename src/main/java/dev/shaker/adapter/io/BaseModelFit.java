package dev.shaker.adapter.io;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

import dev.shaker.adapter.AdaptedModule;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.EncoderLayer;
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
    /** AdapterHub's methods of which no flag tells in which layers they are. */
    private static final Set<AdapterMethod> SOMEWHERE = Set.of(AdapterMethod.REFT, AdapterMethod.UNION,
            AdapterMethod.PREFIX_TUNING, AdapterMethod.PROMPT_TUNING);

    private BaseModelFit() {
    }

    /**
     * Checks hidden size, intermediate size and the number of layers.
     *
     * @throws ShakerException {@code BASE_MODEL_MISMATCH} where a size differs or a layer is too many, {@code TENSOR_MISSING}
     *         where the model's last layers have no tensors though the configuration leaves none out
     */
    public static void check(Adapter adapter, BaseModelConfig base) {
        if (adapter.config().hiddenSize() != 0 && adapter.config().hiddenSize() != base.hiddenSize()) {
            throw mismatch(adapter, "has hidden size " + adapter.config().hiddenSize() + ", the base model has "
                    + base.hiddenSize());
        }
        Set<Integer> present = new TreeSet<>();
        for (AdapterLayer layer : adapter.body().layers()) {
            int number = EncoderLayer.number(layer.name());
            if (number < 0) {
                continue;
            }
            present.add(number);
            if (number >= base.layers()) {
                throw mismatch(adapter, "has the tensor '" + layer.storedName() + "', the base model has "
                        + base.layers() + " layers").with("tensor", layer.storedName());
            }
            checkWidth(adapter, layer, base);
        }
        for (int layer = 0; layer < base.layers() && !present.isEmpty(); layer++) {
            if (!present.contains(layer) && isExpected(adapter, layer)) {
                throw new ShakerException(ErrorCode.TENSOR_MISSING, "adapter '" + adapter.location()
                        + "': no tensor for layer " + layer + " of the base model's " + base.layers()
                        + ", and the configuration does not leave it out; save the adapter again").with("layer", layer);
            }
        }
    }

    /** LoRA's factors are as wide as the matrix that they update. */
    private static void checkWidth(Adapter adapter, AdapterLayer layer, BaseModelConfig base) {
        int dot = layer.name().lastIndexOf('.');
        AdaptedModule module = AdaptedModule.parse(layer.name().substring(0, dot)).orElse(null);
        boolean a = layer.name().endsWith(".lora_A");
        if (module == null || !a && !layer.name().endsWith(".lora_B")) {
            return;
        }
        boolean intermediate = module.kind().equals(a ? "output.dense" : "intermediate.dense");
        int expected = intermediate ? base.intermediateSize() : base.hiddenSize();
        TensorShape shape = layer.shape();
        if (shape.dimension(a ? 1 : 0) != expected) {
            throw mismatch(adapter, "tensor '" + layer.storedName() + "' has shape " + shape + ", the base model's "
                    + (intermediate ? "intermediate" : "hidden") + " size is " + expected).with("tensor",
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
            return !SOMEWHERE.contains(adapter.config().method())
                    && !AdapterHubLora.leaveOut(config.object("config")).contains(layer);
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
