package dev.shaker.djl.torch;

import java.util.Locale;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorShape;

/** In which numbers weights and activations are held on the device. Means of adapters are made before, in double. */
public enum Precision {
    FLOAT32(DataType.FLOAT32), FLOAT16(DataType.FLOAT16);

    private final DataType type;

    Precision(DataType type) {
        this.type = type;
    }

    /**
     * @param name {@code float32} or {@code float16}
     * @throws ShakerException {@code CONFIGURATION_INVALID}
     */
    public static Precision named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "float32" -> FLOAT32;
            case "float16" -> FLOAT16;
            // DJL 0.35.1's native code ends the process when it is asked for a bfloat16 array.
            case "bfloat16" ->
                throw refused("shaker.evaluation.precision is 'bfloat16', which DJL's PyTorch binding cannot"
                        + " make arrays of; use float16 or float32");
            default -> throw refused("shaker.evaluation.precision is '" + name + "'; use float32 or float16");
        };
    }

    private static ShakerException refused(String message) {
        return new ShakerException(ErrorCode.CONFIGURATION_INVALID, message).with("field",
                "shaker.evaluation.precision");
    }

    /** {@code float32}, {@code float16}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The array in this precision and of the same manager; the one given, which is float32, is closed where it is not the result. */
    public NDArray of(NDArray float32) {
        if (this == FLOAT32) {
            return float32;
        }
        try (float32) {
            return float32.toType(type, false);
        }
    }

    /** A shape as the engine has it. */
    public static Shape shape(TensorShape shape) {
        long[] dimensions = new long[shape.rank()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = shape.dimension(i);
        }
        return new Shape(dimensions);
    }

    /** Row-major values of an array in this precision. */
    public float[] values(NDArray array) {
        if (this == FLOAT32) {
            return array.toFloatArray();
        }
        try (NDArray wide = array.toType(DataType.FLOAT32, false)) {
            return wide.toFloatArray();
        }
    }
}
