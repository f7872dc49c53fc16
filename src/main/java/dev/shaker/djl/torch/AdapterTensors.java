package dev.shaker.djl.torch;

import java.util.Set;
import java.util.TreeSet;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.sweep.MemberWeights;
import dev.shaker.tensor.TensorShape;

/** Uploads an adapter's tensors by name and knows which were never asked for. */
public final class AdapterTensors {
    private final MemberWeights weights;
    private final Precision precision;
    private final NDManager manager;
    private final Set<String> unused;

    public AdapterTensors(MemberWeights weights, Precision precision, NDManager manager) {
        this.weights = weights;
        this.precision = precision;
        this.manager = manager;
        this.unused = new TreeSet<>(weights.layers().keySet());
    }

    /** Whether there is a tensor whose name begins so. */
    public boolean hasAny(String beginning) {
        return weights.layers().keySet().stream().anyMatch(name -> name.startsWith(beginning));
    }

    public boolean has(String name) {
        return weights.layers().containsKey(name);
    }

    /** Extent of a tensor along an axis. */
    public int dimension(String name, int axis) {
        return layer(name).shape().dimension(axis);
    }

    /** The tensor times {@code factor} on the device, of the shape that the base model demands. */
    public NDArray array(String name, double factor, int... shape) {
        MemberWeights.Layer layer = layer(name);
        TensorShape expected = TensorShape.of(shape);
        if (!layer.shape().equals(expected)) {
            throw new ShakerException(ErrorCode.TENSOR_SHAPE_MISMATCH,
                    "adapter tensor '" + name + "' has shape " + layer.shape() + ", the base model expects " + expected)
                    .with("tensor", name);
        }
        unused.remove(name);
        float[] values = layer.values();
        if (factor != 1) {
            values = values.clone();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (factor * values[i]);
            }
        }
        return precision.of(manager.create(values, Precision.shape(expected)));
    }

    public NDManager manager() {
        return manager;
    }

    /** @throws ShakerException {@code TENSOR_UNKNOWN} */
    public void checkAllUsed() {
        if (!unused.isEmpty()) {
            throw new ShakerException(ErrorCode.TENSOR_UNKNOWN,
                    "the base model has no place for adapter tensors " + unused
                            + "; evaluate the adapter on the base model it was trained on")
                    .with("tensor",
                            unused.iterator().next());
        }
    }

    private MemberWeights.Layer layer(String name) {
        MemberWeights.Layer layer = weights.layers().get(name);
        if (layer == null) {
            throw new ShakerException(ErrorCode.TENSOR_MISSING, "the adapter has no tensor '" + name
                    + "', which the base model has a place for; evaluate it on the base model it was trained on")
                    .with("tensor", name);
        }
        return layer;
    }
}
