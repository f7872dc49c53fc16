package dev.shaker.tensor;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An opened file of named tensors: the header is read and checked, the data is read tensor by tensor on demand. */
public interface TensorFile {
    /** What to call this file in an error. */
    String source();

    /** All tensors in the order of their data in the file. */
    List<TensorInfo> tensors();

    /** String metadata of the header, empty where the container has none. */
    Map<String, String> metadata();

    Optional<TensorInfo> find(String name);

    /**
     * Reads one floating-point tensor, row-major, converted to float32 (F16 and BF16 widen exactly, F64 rounds to nearest).
     * Values are not checked for NaN here.
     *
     * @throws dev.shaker.error.ShakerException {@code TENSOR_MISSING}, {@code TENSOR_TYPE_UNSUPPORTED} for integers
     */
    float[] read(String name);

    /**
     * Reads one tensor of any type as it is stored: row-major, little-endian, in its own type, positioned at 0.
     *
     * @throws dev.shaker.error.ShakerException {@code TENSOR_MISSING}
     */
    ByteBuffer readRaw(String name);

    /** What {@link #read} gives, in order and in pieces; who drops each before the next holds one piece at a time. */
    default Iterable<float[]> readPieces(String name) {
        return List.of(read(name));
    }

    /** What {@link #readRaw} gives, in order and in pieces of whole elements. */
    default Iterable<ByteBuffer> readRawPieces(String name) {
        return List.of(readRaw(name));
    }
}
