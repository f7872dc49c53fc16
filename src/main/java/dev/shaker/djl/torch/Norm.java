package dev.shaker.djl.torch;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.norm.LayerNorm;
import org.jspecify.annotations.Nullable;

/**
 * LayerNorm over the last axis, scale and shift [H]; without shift RMSNorm (Zhang & Sennrich, NeurIPS 2019),
 * {@code g x / sqrt(mean(x^2) + epsilon)}.
 */
public record Norm(NDArray scale, @Nullable NDArray shift, float epsilon) {
    /** The result belongs to the manager of {@code x}. */
    public NDArray apply(NDArray x) {
        if (shift != null) {
            return LayerNorm.layerNorm(x, new Shape(scale.size()), scale, shift, epsilon).singletonOrThrow();
        }
        if (x.getDataType() == DataType.FLOAT32) {
            return rootMeanSquare(x).muli(scale);
        }
        // Squares of half-precision numbers pass its range.
        try (NDArray wide = x.toType(DataType.FLOAT32, true);
                NDArray normed = rootMeanSquare(wide)) {
            return normed.toType(x.getDataType(), true).muli(scale);
        }
    }

    private NDArray rootMeanSquare(NDArray x) {
        try (NDArray square = x.square();
                NDArray mean = square.mean(new int[]{ -1 }, true);
                NDArray root = mean.addi(epsilon).sqrt()) {
            return x.div(root);
        }
    }
}
