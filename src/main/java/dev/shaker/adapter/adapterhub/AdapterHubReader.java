package dev.shaker.adapter.adapterhub;

import java.util.Optional;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterSource;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorFile;

/** Adapters as AdapterHub's {@code save_adapter} writes them, bottlenecks and LoRA, and the head beside them. */
public final class AdapterHubReader {
    private AdapterHubReader() {
    }

    public static Adapter open(FileSet files, ConfigReader file) {
        var config = file.object("config");
        String name = file.text("name", AdapterFiles.lastPart(files.location()));
        int hidden = file.positive("hidden_size");
        String architecture = config.text("architecture", "");
        if (!architecture.isEmpty() && !architecture.equals("lora")) {
            throw config.unsupported("architecture",
                    "is '" + architecture + "', only bottlenecks (none) and lora are supported");
        }
        TensorFile weights = AdapterFiles.openWeights(files, "adapter.safetensors", "pytorch_adapter.bin");
        var names = new TensorNames(weights);
        AdapterConfig shape = architecture.equals("lora")
                ? new AdapterHubLora(file, config, name).read(weights, names, hidden)
                : new AdapterHubBottleneck(file, config, name).read(weights, names, hidden);
        var head = AdapterHubHeadReader.open(files, hidden);
        String headConfig = head.map(AdapterHubHeadReader.StoredHead::configText).orElse("");
        return new Adapter(files.location(), AdapterFormat.ADAPTER_HUB, name, file.text("model_name", ""), shape,
                names.tensors(), head.map(AdapterHubHeadReader.StoredHead::head),
                Optional.of(new AdapterSource(JsonText.compact(file.root()), headConfig)));
    }
}
