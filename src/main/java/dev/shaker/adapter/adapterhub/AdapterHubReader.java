package dev.shaker.adapter.adapterhub;

import java.util.Optional;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterSource;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorFile;

/** Adapters as AdapterHub's {@code save_adapter} writes them, of every family and method, and the head beside them. */
public final class AdapterHubReader {
    private AdapterHubReader() {
    }

    public static Adapter open(FileSet files, ConfigReader file) {
        var config = file.object("config");
        String name = file.text("name", AdapterFiles.lastPart(files.location()));
        // CLIP has two, and so none.
        int hidden = file.has("hidden_size") ? file.positive("hidden_size") : 0;
        TensorFile weights = AdapterFiles.openWeights(files, "adapter.safetensors", "pytorch_adapter.bin");
        Body body = switch (config.text("architecture", "")) {
            case "" -> new AdapterHubBottleneck(file, config, name).read(weights, hidden);
            case "lora" -> AdapterHubLora.isPlain(config)
                    ? new AdapterHubLora(file, config, name).read(weights, hidden)
                    : new AdapterHubSet(file, config, name).read(weights);
            default -> new AdapterHubSet(file, config, name).read(weights);
        };
        var head = AdapterHubHeadReader.open(files, hidden);
        String headConfig = head.map(AdapterHubHeadReader.StoredHead::configText).orElse("");
        return new Adapter(files.location(), AdapterFormat.ADAPTER_HUB, name, file.text("model_name", ""),
                body.config(), body.tensors(), head.map(AdapterHubHeadReader.StoredHead::head),
                Optional.of(new AdapterSource(JsonText.compact(file.root()), headConfig)));
    }

    /** An adapter's own tensors and what they mean. */
    record Body(AdapterConfig config, Tensors tensors) {}
}
