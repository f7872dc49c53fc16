package dev.shaker.adapter.peft;

import java.util.Optional;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.AdapterSource;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;

/**
 * Adapters as PEFT saves them: {@code adapter_config.json} and {@code adapter_model.safetensors} or {@code .bin}, heads and other
 * saved modules among the tensors. Modules are called what their model calls them.
 */
public final class PeftReader {
    private PeftReader() {
    }

    public static Adapter open(FileSet files, ConfigReader config) {
        AdapterMethod method = PeftFlags.check(config);
        TensorFile weights = AdapterFiles.openWeights(files, "adapter_model.safetensors", "adapter_model.bin");
        var saved = new PeftSaved(config);
        var kept = new TensorNames(weights);
        Body body = method == AdapterMethod.LORA
                ? new PeftLora(config, weights)
                : new PeftTensorSet(config, method, weights);
        String architecture = "";
        for (TensorInfo info : weights.tensors()) {
            String key = TensorNames.unwrapped(info.name());
            String prefix = key.substring(0, key.length() - TensorNames.withoutArchitecture(key).length());
            architecture = prefix.length() > architecture.length() ? prefix : architecture;
            if (!body.take(key, info)) {
                String name = TensorNames.withoutArchitecture(prompted(key));
                if (!saved.has(name)) {
                    throw kept.unknown(info, reason(name, method));
                }
                kept.add(name, info);
            }
        }
        AdapterConfig shape = body.config();
        return new Adapter(files.location(), AdapterFormat.PEFT, AdapterFiles.lastPart(files.location()),
                config.text("base_model_name_or_path", ""), shape, body.tensors(),
                saved.head(kept, shape.hiddenSize(), architecture),
                Optional.of(new AdapterSource(JsonText.compact(config.root()), "")));
    }

    /** The adapter's own tensors, as they are found. */
    interface Body {
        /** Whether the tensor is the adapter's own: then it is taken. */
        boolean take(String key, TensorInfo info);

        /** To be called when all tensors were offered, before {@link #tensors()}. */
        AdapterConfig config();

        Tensors tensors();
    }

    /** Prompt learning wraps the model once only. */
    private static String prompted(String key) {
        return key.startsWith("base_model.") ? key.substring("base_model.".length()) : key;
    }

    private static String reason(String name, AdapterMethod method) {
        if (name.contains(".original_module.")) {
            return "the untrained copy of a saved module; save with PEFT's save_pretrained, which leaves it out";
        }
        if (name.contains("lora_magnitude_vector")) {
            return "DoRA's magnitude, and use_dora is false; correct the configuration";
        }
        return "tensors of " + method.wire()
                + " and modules that modules_to_save names are expected; save with PEFT's save_pretrained";
    }
}
