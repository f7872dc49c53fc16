package dev.shaker.tensor;

import java.nio.ByteBuffer;
import java.util.ArrayList;
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

    /** Whether a header of possible length with a JSON object follows; the header may still be wrong in any other way. */
    static boolean isLikely(ByteBuffer head, long size) {
        if (head.limit() < 10) {
            return false;
        }
        long length = head.getLong(0);
        // One that is cut off in its header still is one.
        boolean inside = length <= size - 8 || head.get(9) == '"';
        return length >= 2 && length <= SafetensorsHeader.MAX_BYTES && inside && head.get(8) == '{';
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
                    + " bytes, at most " + SafetensorsHeader.MAX_BYTES
                    + " are allowed: this is no safetensors file; save the tensors with safetensors or torch.save");
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
        var entry = floating(name);
        float[] values = new float[TensorErrors.arrayLength(source(), entry.info())];
        for (Piece piece : pieces(entry)) {
            FloatConversion.convert(entry.info().type(), read(piece), values, piece.from(), piece.length());
        }
        return values;
    }

    @Override
    public ByteBuffer readRaw(String name) {
        var entry = entry(name);
        int bytes = TensorErrors.arrayLength(source(), entry.info()) * entry.info().type().bytes();
        return source.read(dataStart + entry.begin(), bytes);
    }

    @Override
    public Iterable<float[]> readPieces(String name) {
        var entry = floating(name);
        return () -> pieces(entry).stream().map(piece -> {
            float[] values = new float[piece.length()];
            FloatConversion.convert(entry.info().type(), read(piece), values, 0, values.length);
            return values;
        }).iterator();
    }

    @Override
    public Iterable<ByteBuffer> readRawPieces(String name) {
        var pieces = pieces(entry(name));
        return () -> pieces.stream().map(this::read).iterator();
    }

    /** Elements {@code [from, from + length)} of a tensor and where they lie in the file. */
    private record Piece(int from, int length, long at, int bytes) {}

    private List<Piece> pieces(SafetensorsHeader.Entry entry) {
        int width = entry.info().type().bytes();
        int elements = TensorErrors.arrayLength(source(), entry.info());
        int step = Math.max(1, source.chunk() / width);
        List<Piece> pieces = new ArrayList<>();
        for (int from = 0; from < elements; from += step) {
            int n = Math.min(step, elements - from);
            pieces.add(new Piece(from, n, dataStart + entry.begin() + (long) from * width, n * width));
        }
        return pieces;
    }

    private ByteBuffer read(Piece piece) {
        return source.read(piece.at(), piece.bytes());
    }

    private SafetensorsHeader.Entry floating(String name) {
        var entry = entry(name);
        if (!entry.info().type().isFloating()) {
            throw TensorErrors.notFloating(source(), entry.info());
        }
        return entry;
    }

    private SafetensorsHeader.Entry entry(String name) {
        var entry = entries.get(name);
        if (entry == null) {
            throw TensorErrors.missing(source(), name);
        }
        return entry;
    }
}
