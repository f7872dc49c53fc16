package dev.shaker.tensor;

import java.nio.ByteBuffer;

/** Opens files of tensors by what they contain, whatever they are called. */
public final class TensorFiles {
    private static final int ZIP_MAGIC = 0x04034b50;

    private TensorFiles() {
    }

    /**
     * Opens a torch file, or a safetensors file.
     *
     * @throws dev.shaker.error.ShakerException as {@link SafetensorsFile#open} and {@link TorchZipFile#open} say
     */
    public static TensorFile open(ByteSource source) {
        ByteBuffer head = SafetensorsFile.head(source);
        if (head.limit() >= 4 && head.getInt(0) == ZIP_MAGIC) {
            return TorchZipFile.open(source);
        }
        if (head.limit() >= 2 && (head.get(0) & 0xff) == 0x80 && head.get(1) >= 2 && head.get(1) <= 5) {
            throw TensorErrors.malformed(source.name(),
                    "is a torch file of the format before 1.6, which is not read; load it with torch.load and save it again,"
                            + " or as safetensors");
        }
        return SafetensorsFile.open(source, head);
    }
}
