package dev.shaker.tensor;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Writes safetensors files tensor by tensor. Equal input makes equal bytes: tensors stand in the order given, metadata in the
 * order of its keys, and the header is padded with spaces to a multiple of 8, as the library does.
 */
public final class SafetensorsWriter {
    private static final int PIECE = 64 << 10;

    private SafetensorsWriter() {
    }

    /**
     * Writes float32 tensors. The stream stays open.
     *
     * @param tensors names and shapes, every type F32
     * @param values row-major values by tensor; called once each, in order, and not held
     * @throws IllegalArgumentException where a type is not F32 or the number of values does not match the shape
     */
    public static void write(OutputStream out, List<TensorInfo> tensors, Map<String, String> metadata,
            Function<TensorInfo, float[]> values) throws IOException {
        writeHeader(out, tensors, metadata);
        ByteBuffer piece = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);
        for (TensorInfo tensor : tensors) {
            if (tensor.type() != TensorType.F32) {
                throw new IllegalArgumentException("tensor '" + tensor.name() + "' has type " + tensor.type());
            }
            float[] data = values.apply(tensor);
            checkLength(tensor, data.length);
            for (int done = 0; done < data.length; done += PIECE / 4) {
                int n = Math.min(PIECE / 4, data.length - done);
                piece.clear().asFloatBuffer().put(data, done, n);
                out.write(piece.array(), 0, 4 * n);
            }
        }
    }

    /**
     * Writes tensors of any type from their stored bytes, row-major and little-endian. The stream stays open.
     *
     * @param bytes of a tensor, in pieces of whole elements; iterated once each, in order, and not held
     * @throws IllegalArgumentException where the number of bytes does not match shape and type
     */
    public static void writeRaw(OutputStream out, List<TensorInfo> tensors, Map<String, String> metadata,
            Function<TensorInfo, Iterable<ByteBuffer>> bytes) throws IOException {
        writeHeader(out, tensors, metadata);
        byte[] piece = new byte[PIECE];
        for (TensorInfo tensor : tensors) {
            long elements = 0;
            for (ByteBuffer data : bytes.apply(tensor)) {
                if (data.remaining() % tensor.type().bytes() != 0) {
                    throw new IllegalArgumentException("tensor '" + tensor.name() + "' has half an element");
                }
                elements += data.remaining() / tensor.type().bytes();
                while (data.hasRemaining()) {
                    int n = Math.min(piece.length, data.remaining());
                    data.get(piece, 0, n);
                    out.write(piece, 0, n);
                }
            }
            checkLength(tensor, elements);
        }
    }

    private static void checkLength(TensorInfo tensor, long elements) {
        if (elements != tensor.shape().elements()) {
            throw new IllegalArgumentException(
                    "tensor '" + tensor.name() + "' of shape " + tensor.shape() + " got " + elements + " values");
        }
    }

    private static void writeHeader(OutputStream out, List<TensorInfo> tensors, Map<String, String> metadata)
            throws IOException {
        ObjectNode header = JsonText.object();
        if (!metadata.isEmpty()) {
            SortedMap<String, String> sorted = new TreeMap<>(metadata);
            ObjectNode node = header.putObject("__metadata__");
            sorted.forEach(node::put);
        }
        long offset = 0;
        for (TensorInfo tensor : tensors) {
            if (header.has(tensor.name())) {
                throw new IllegalArgumentException("tensor '" + tensor.name() + "' is written twice");
            }
            ObjectNode node = header.putObject(tensor.name());
            node.put("dtype", tensor.type().name());
            var shape = node.putArray("shape");
            tensor.shape().dimensions().forEach(shape::add);
            long end = offset + tensor.shape().elements() * tensor.type().bytes();
            node.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = JsonText.compact(header).getBytes(StandardCharsets.UTF_8);
        int padded = (json.length + 7) & -8;
        ByteBuffer bytes = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN).putLong(padded).put(json);
        while (bytes.hasRemaining()) {
            bytes.put((byte) ' ');
        }
        out.write(bytes.array());
    }
}
