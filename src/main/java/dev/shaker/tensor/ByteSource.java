package dev.shaker.tensor;

import java.nio.ByteBuffer;

/**
 * Random access to the bytes of one file or object. Implementations are safe for use by several threads; an input or
 * output failure is a {@link dev.shaker.error.ShakerException} (transient where the store is away).
 */
public interface ByteSource {
    /** What to call this file in an error: its path or {@code s3://bucket/key}. */
    String name();

    /** Length in bytes. */
    long size();

    /**
     * Reads exactly {@code length} bytes from {@code offset}; the buffer is little-endian, positioned at 0.
     *
     * @throws dev.shaker.error.ShakerException {@code TENSOR_FILE_TRUNCATED} if the range passes the end
     */
    ByteBuffer read(long offset, int length);

    /**
     * How many bytes are best read at once: a reader of a longer range may cut it into pieces of this size. Small where a read
     * is cheap, large where every read is a request.
     */
    default int chunk() {
        return 64 << 20;
    }
}
