package dev.shaker.adapter.io;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.adapterhub.AdapterHubReader;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.peft.PeftReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorFiles;

/**
 * Opens an adapter's directory in the layout of PEFT or of AdapterHub. Opening reads the configuration and the headers, and
 * checks that exactly the expected tensors are there in the expected shapes; tensors are read later, one by one.
 */
public final class AdapterReader {
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
        var config = ConfigReader.adapter(AdapterFiles.openConfig(files));
        return config.has("peft_type") ? PeftReader.open(files, config) : AdapterHubReader.open(files, config);
    }
}
