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

    /** Opens the safetensors file, or else the torch file. */
    static TensorFile openWeights(FileSet files, String safetensors, String torch) {
        if (files.files().containsKey(safetensors)) {
            return TensorFiles.open(files.open(safetensors));
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
