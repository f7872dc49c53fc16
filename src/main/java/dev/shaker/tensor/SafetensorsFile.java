package dev.shaker.tensor;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A safetensors file: u64 little-endian header length, JSON header, data. Opening reads and checks the header only; a tensor is
 * one range read, cut only where it is longer than {@link ByteSource#chunk()}.
 */
public final class SafetensorsFile implements TensorFile {
    private static final int HEAD = 64 << 10;

    private final ByteSource source;
    private final long dataStart;
    private final List<TensorInfo> tensors;
    private final Map<String, SafetensorsHeader.Entry> entries = new HashMap<>();
    private final Map<String, String> metadata;

    private SafetensorsFile(ByteSource source, long dataStart, SafetensorsHeader header) {
        this.source = source;
        this.dataStart = dataStart;
        this.metadata = Map.copyOf(header.metadata());
        this.tensors = header.entries().stream().map(SafetensorsHeader.Entry::info).toList();
        for (var entry : header.entries()) {
            entries.put(entry.info().name(), entry);
        }
    }

    /**
     * Reads the header.
     *
     * @throws dev.shaker.error.ShakerException {@code TENSOR_FILE_TRUNCATED} where the header passes the end,
     *         {@code TENSOR_FILE_MALFORMED}, {@code TENSOR_OFFSETS_INVALID} where offsets overlap, leave holes, pass the end or do
     *         not match shape and type, {@code TENSOR_TYPE_UNSUPPORTED}
     */
    public static SafetensorsFile open(ByteSource source) {
        return open(source, head(source));
    }

    /** The first bytes of a file: enough to hold the whole header of an adapter, so that opening one is one read. */
    static ByteBuffer head(ByteSource source) {
        return source.read(0, (int) Math.min(source.size(), HEAD));
    }

    static SafetensorsFile open(ByteSource source, ByteBuffer head) {
        String file = source.name();
        if (source.size() < 8) {
            throw TensorErrors.truncated(file,
                    source.size() + " bytes are too few for the header length of a safetensors file");
        }
        long length = head.getLong(0);
        if (length < 0 || length > SafetensorsHeader.MAX_BYTES) {
            throw TensorErrors.malformed(file, "claims a header of " + Long.toUnsignedString(length)
                    + " bytes, at most " + SafetensorsHeader.MAX_BYTES + " are allowed: this is no safetensors file");
        }
        if (length > source.size() - 8) {
            throw TensorErrors.truncated(file,
                    "claims a header of " + length + " bytes, the file has " + source.size() + " bytes");
        }
        ByteBuffer header = 8 + length <= head.limit() ? head.slice(8, (int) length) : source.read(8, (int) length);
        long dataStart = 8 + length;
        return new SafetensorsFile(source, dataStart,
                SafetensorsHeader.parse(file, JsonText.bytes(header), source.size() - dataStart));
    }

    @Override
    public String source() {
        return source.name();
    }

    @Override
    public List<TensorInfo> tensors() {
        return tensors;
    }

    @Override
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public Optional<TensorInfo> find(String name) {
        return Optional.ofNullable(entries.get(name)).map(SafetensorsHeader.Entry::info);
    }

    @Override
    public float[] read(String name) {
        var entry = entry(name);
        TensorInfo info = entry.info();
        if (!info.type().isFloating()) {
            throw TensorErrors.notFloating(source(), info);
        }
        float[] values = new float[TensorErrors.arrayLength(source(), info)];
        int width = info.type().bytes();
        int step = Math.max(1, source.chunk() / width);
        for (int done = 0; done < values.length; done += step) {
            int n = Math.min(step, values.length - done);
            ByteBuffer bytes = source.read(dataStart + entry.begin() + (long) done * width, n * width);
            FloatConversion.convert(info.type(), bytes, values, done, n);
        }
        return values;
    }

    @Override
    public ByteBuffer readRaw(String name) {
        var entry = entry(name);
        int bytes = TensorErrors.arrayLength(source(), entry.info()) * entry.info().type().bytes();
        return source.read(dataStart + entry.begin(), bytes);
    }

    private SafetensorsHeader.Entry entry(String name) {
        var entry = entries.get(name);
        if (entry == null) {
            throw TensorErrors.missing(source(), name);
        }
        return entry;
    }
}
