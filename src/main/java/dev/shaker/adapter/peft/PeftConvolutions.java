package dev.shaker.adapter.peft;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;
import dev.shaker.tensor.TensorShape;
import dev.shaker.tensor.TensorType;

/**
 * LoRA of convolutions: A [r,in,h,w] convolves like its layer does, B [out,r,1,1] adds up at each place, so that A [r, in h w] and
 * B [out, r] are the factors of what the kernels change by; in one dimension, and in three, likewise.
 */
final class PeftConvolutions {
    private static final String A = ".lora_A";
    private static final String B = ".lora_B";

    private final TensorNames names;

    PeftConvolutions(TensorFile weights) {
        this.names = new TensorNames(weights);
    }

    void add(String normalised, TensorInfo info) {
        names.add(normalised, info);
    }

    boolean isEmpty() {
        return names.layers().isEmpty();
    }

    /**
     * Checks the factors of all modules that are convolutions.
     *
     * @param ranks of all modules that the configuration targets
     * @return by module the shape of what one output sees, [in,h,w]
     */
    SortedMap<String, TensorShape> check(SortedMap<String, Integer> ranks) {
        SortedMap<String, TensorShape> kernels = new TreeMap<>();
        for (AdapterLayer layer : names.layers().values()) {
            String module = layer.name().substring(0, layer.name().lastIndexOf('.'));
            Integer rank = ranks.get(module);
            if (rank == null) {
                throw names.error(ErrorCode.TENSOR_UNKNOWN, layer.storedName(),
                        "belongs to a module that the configuration does not target; correct the configuration");
            }
            kernels.computeIfAbsent(module, name -> check(name, rank));
        }
        return kernels;
    }

    private TensorShape check(String module, int rank) {
        TensorShape a = factor(module + A);
        TensorShape b = factor(module + B);
        List<Integer> kernel = a.dimensions().subList(1, a.rank());
        if (b.rank() == a.rank() && b.dimension(1) != rank && rank % b.dimension(1) == 0) {
            throw names.error(ErrorCode.TENSOR_SHAPE_MISMATCH, module + B, "has shape " + b
                    + ", which is LoRA of a convolution in " + rank / b.dimension(1)
                    + " groups: each has a part of the rank of its own, which is not read; target other layers");
        }
        int[] rows = new int[a.rank()];
        int[] columns = new int[a.rank()];
        for (int i = 0; i < a.rank(); i++) {
            rows[i] = i == 0 ? rank : a.dimension(i);
            columns[i] = i == 0 ? b.dimension(0) : i == 1 ? rank : 1;
        }
        names.expect(module + A, rows);
        names.expect(module + B, columns);
        return new TensorShape(kernel);
    }

    private TensorShape factor(String name) {
        return names.find(name).map(AdapterLayer::shape).orElseThrow(() -> names.error(ErrorCode.TENSOR_MISSING, name,
                "is not in the file as a convolution's factor, the configuration asks for it; save the adapter again"));
    }

    /** All factors as matrices, in the order of names. */
    Tensors beside(Tensors matrices) {
        return new Flat(matrices, names.tensors(), names.layers().keySet());
    }

    /** Row-major values stay what they are when extents are multiplied. */
    private record Flat(Tensors matrices, Tensors convolutions, Set<String> convolved) implements Tensors {
        @Override
        public List<AdapterLayer> layers() {
            List<AdapterLayer> layers = new ArrayList<>(matrices.layers());
            for (AdapterLayer layer : convolutions.layers()) {
                int rows = layer.shape().dimension(0);
                layers.add(new AdapterLayer(layer.name(),
                        TensorShape.of(rows, Math.toIntExact(layer.shape().elements() / rows)), layer.storedName()));
            }
            layers.sort(Comparator.comparing(AdapterLayer::name));
            return layers;
        }

        @Override
        public TensorType type(AdapterLayer layer) {
            return of(layer).type(layer);
        }

        @Override
        public float[] read(AdapterLayer layer) {
            return of(layer).read(layer);
        }

        @Override
        public Iterable<float[]> pieces(AdapterLayer layer) {
            return of(layer).pieces(layer);
        }

        private Tensors of(AdapterLayer layer) {
            return convolved.contains(layer.name()) ? convolutions : matrices;
        }
    }
}
