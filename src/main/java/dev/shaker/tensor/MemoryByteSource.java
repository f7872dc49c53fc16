package dev.shaker.tensor;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Bytes that are in memory already. The array is not copied: its owner must leave it alone. */
public final class MemoryByteSource implements ByteSource {
    private final String name;
    private final byte[] bytes;

    public MemoryByteSource(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public ByteBuffer read(long offset, int length) {
        TensorErrors.checkRange(this, offset, length);
        return ByteBuffer.wrap(bytes, (int) offset, length).slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }
}
