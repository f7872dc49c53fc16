package dev.shaker.adapter;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorFiles;

/**
 * Opens an adapter's directory in the layout of PEFT or of AdapterHub. Opening reads the configuration and the headers, and
 * checks that exactly the expected tensors are there in the expected shapes; tensors are read later, one by one.
 */
public final class AdapterReader {
    static final String CONFIG = "adapter_config.json";

    private AdapterReader() {
    }

    /**
     * Opens an adapter with its head, if one is stored beside it.
     *
     * @throws ShakerException {@code ADAPTER_FILE_MISSING}, {@code ADAPTER_CONFIG_INVALID}, {@code ADAPTER_CONFIG_UNSUPPORTED}
     *         naming the flag, {@code TENSOR_MISSING}, {@code TENSOR_UNKNOWN}, {@code TENSOR_SHAPE_MISMATCH}, and what
     *         {@link TensorFiles#open} says of broken files
     */
    public static Adapter open(FileSet files) {
        require(files, CONFIG, CONFIG);
        var config = ConfigReader.adapter(files.open(CONFIG));
        return config.has("peft_type") ? PeftReader.open(files, config) : AdapterHubReader.open(files, config);
    }

    /** The last part of a location, an adapter's name where its files give none. */
    static String lastPart(String location) {
        String path = location.replace('\\', '/').replaceAll("/+$", "");
        return path.substring(path.lastIndexOf('/') + 1);
    }

    /**
     * Opens the safetensors file, or else the torch file. Which of two counts the libraries decide differently (PEFT takes
     * safetensors, AdapterHub's {@code load_adapter} the torch file), so that two must hold the same.
     *
     * @throws ShakerException {@code ADAPTER_FILES_AMBIGUOUS} where both are there and differ
     */
    static TensorFile openWeights(FileSet files, String safetensors, String torch) {
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

    private static void require(FileSet files, String file, String wanted) {
        if (!files.files().containsKey(file)) {
            throw new ShakerException(ErrorCode.ADAPTER_FILE_MISSING,
                    "adapter '" + files.location() + "' has " + (wanted.equals(file) ? "no '" : "neither '") + wanted
                            + "', found " + files.files().keySet() + "; upload the whole directory")
                    .with("file", file);
        }
    }
}
