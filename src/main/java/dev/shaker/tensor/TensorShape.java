package dev.shaker.tensor;

import java.util.Arrays;
import java.util.List;

/** Extents of a tensor, outermost first (row-major). A scalar has none. */
public record TensorShape(List<Integer> dimensions) {
    public TensorShape {
        dimensions = List.copyOf(dimensions);
        for (int d : dimensions) {
            if (d < 0) {
                throw new IllegalArgumentException("negative extent in shape " + dimensions);
            }
        }
    }

    public static TensorShape of(int... dimensions) {
        return new TensorShape(Arrays.stream(dimensions).boxed().toList());
    }

    public int rank() {
        return dimensions.size();
    }

    public int dimension(int axis) {
        return dimensions.get(axis);
    }

    /** Number of elements, 1 for a scalar. */
    public long elements() {
        long n = 1;
        for (int d : dimensions) {
            n = Math.multiplyExact(n, (long) d);
        }
        return n;
    }

    @Override
    public String toString() {
        return dimensions.toString();
    }
}
