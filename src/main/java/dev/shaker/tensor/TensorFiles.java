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
     * <p>
     * A safetensors file begins with a length, so its first bytes may be anything, those of an archive or of a pickle too:
     * what tells it is that the length stays inside the file and a JSON object follows.
     *
     * @throws dev.shaker.error.ShakerException {@code TENSOR_FILE_FOREIGN} naming what the file is and how to come by the right
     *         one, and as {@link SafetensorsFile#open} and {@link TorchZipFile#open} say
     */
    public static TensorFile open(ByteSource source) {
        ByteBuffer head = SafetensorsFile.head(source);
        if (SafetensorsFile.isLikely(head, source.size())) {
            return SafetensorsFile.open(source, head);
        }
        if (head.limit() >= 4 && head.getInt(0) == ZIP_MAGIC) {
            return TorchZipFile.open(source);
        }
        ForeignFile.refuse(source.name(), head);
        return SafetensorsFile.open(source, head);
    }
}
