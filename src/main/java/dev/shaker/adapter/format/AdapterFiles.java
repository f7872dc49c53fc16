package dev.shaker.adapter.format;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterSource;
import dev.shaker.adapter.FileSet;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorFiles;

/** What the directories of both libraries have in common: the name of the configuration, and where the weights lie. */
public final class AdapterFiles {
    public static final String CONFIG = "adapter_config.json";
    private static final Set<String> BESIDE = Set.of("classifier", "score", "qa_outputs", "lm_head", "pre_classifier");

    private AdapterFiles() {
    }

    /** Opens {@link #CONFIG}. */
    public static ByteSource openConfig(FileSet files) {
        require(files, CONFIG, CONFIG);
        return files.open(CONFIG);
    }

    /** The configuration as it was kept in {@link dev.shaker.adapter.AdapterSource AdapterSource}. */
    public static ObjectNode parse(String text) {
        return (ObjectNode) JsonText.parse(ErrorCode.ADAPTER_CONFIG_INVALID, CONFIG,
                text.getBytes(StandardCharsets.UTF_8));
    }

    /** An adapter's own configuration, empty where it came with none. */
    public static Optional<ObjectNode> config(Adapter adapter) {
        return adapter.source().map(AdapterSource::config).filter(text -> !text.isEmpty()).map(AdapterFiles::parse);
    }

    /** The last part of a location, an adapter's name where its files give none. */
    public static String lastPart(String location) {
        String path = location.replace('\\', '/').replaceAll("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Opens the safetensors file, or else the torch file. Which of two counts the libraries decide differently (PEFT takes
     * safetensors, AdapterHub's {@code load_adapter} the torch file), so that two must hold the same.
     *
     * @throws ShakerException {@code ADAPTER_FILES_AMBIGUOUS} where both are there and differ
     */
    public static TensorFile openWeights(FileSet files, String safetensors, String torch) {
        if (files.files().containsKey(safetensors)) {
            TensorFile weights = TensorFiles.open(files.open(safetensors));
            if (files.files().containsKey(torch) && !SameTensors.hold(weights, TensorFiles.open(files.open(torch)))) {
                throw new ShakerException(ErrorCode.ADAPTER_FILES_AMBIGUOUS, "adapter '" + files.location()
                        + "' has both '" + safetensors + "' and '" + torch
                        + "', and they hold different weights: remove the one that is out of date and upload it again")
                        .with("file", torch);
            }
            return weights;
        }
        require(files, torch, safetensors + "' nor '" + torch);
        return TensorFiles.open(files.open(torch));
    }

    /**
     * {@code bert.}, {@code model.} or nothing: what stands before the names of the model's own modules in the template's file.
     * A head's modules stand beside the model and have nothing before their names.
     */
    public static String architecture(Adapter template) {
        String longest = "";
        for (AdapterLayer layer : template.body().layers()) {
            String key = TensorNames.unwrapped(layer.storedName());
            String prefix = key.substring(0, key.length() - TensorNames.withoutArchitecture(key).length());
            longest = prefix.length() > longest.length() ? prefix : longest;
        }
        return longest;
    }

    /** The name of one of the template's modules as PEFT sees it; of a module that it lacks, the one it would have. */
    public static String key(Adapter template, String module) {
        for (AdapterLayer layer : template.body().layers()) {
            if (layer.name().startsWith(module + ".") && layer.name().lastIndexOf('.') == module.length()) {
                String key = TensorNames.unwrapped(layer.storedName());
                return key.substring(0, key.length() - TensorNames.withoutArchitecture(key).length()) + module;
            }
        }
        return BESIDE.contains(module.split("\\.", 2)[0]) ? module : architecture(template) + module;
    }

    private static void require(FileSet files, String file, String wanted) {
        if (!files.files().containsKey(file)) {
            throw new ShakerException(ErrorCode.ADAPTER_FILE_MISSING,
                    "adapter '" + files.location() + "' has " + (wanted.equals(file) ? "no '" : "neither '") + wanted
                            + "', found " + files.files().keySet() + "; upload the whole directory")
                    .with("file", file);
        }
    }
}
