package dev.shaker.fsd;

import java.util.Arrays;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.UpdateSample;
import dev.shaker.tensor.RowSample;
import dev.shaker.tensor.SignPlanes;

/**
 * Sign planes in the update basis: the signs of {@code scale B A} of every LoRA module, which unlike those of A and B do not
 * depend on how the update is factored. The product is packed a block of rows at a time and never held whole.
 */
public final class UpdatePlanes {
    private static final int BLOCK = 1 << 16;
    private static final String A = ".lora_A";
    private static final String B = ".lora_B";

    private UpdatePlanes() {
    }

    /**
     * Planes of [out, in] by normalised module name, sorted by name. Sums run in double over the ranks in order; the products
     * of floats are exact in double, so nothing underflows.
     *
     * @param body A [r,in] and B [out,r] of every module
     */
    public static SequencedMap<String, SignPlanes> of(LoraConfig config, Tensors body) {
        return of(config, body, Optional.empty());
    }

    /**
     * As {@link #of(LoraConfig, Tensors)}, but of a large module only the rows that the sample draws.
     *
     * @param sample empty to leave nothing out
     */
    public static SequencedMap<String, SignPlanes> of(LoraConfig config, Tensors body, Optional<UpdateSample> sample) {
        SortedMap<String, SignPlanes> planes = new TreeMap<>();
        for (AdapterLayer layer : body.layers()) {
            if (layer.name().endsWith(A)) {
                String module = layer.name().substring(0, layer.name().length() - A.length());
                AdapterLayer b = body.layer(module + B);
                int in = layer.shape().dimension(1);
                int out = b.shape().dimension(0);
                Optional<int[]> rows = sample.flatMap(some -> some.rows(module, out, in));
                SignPlanes product = product(body, layer, b, config.scale(module),
                        rows.orElseGet(() -> IntStream.range(0, out).toArray()));
                planes.put(module, rows.isEmpty()
                        ? product
                        : product.asSampleOf(new RowSample(in, (long) out * in)));
            }
        }
        return planes;
    }

    private static SignPlanes product(Tensors body, AdapterLayer a, AdapterLayer b, double scale, int[] which) {
        int rank = a.shape().dimension(0);
        int in = a.shape().dimension(1);
        int out = which.length;
        float[] left = body.read(b);
        float[] right = body.read(a);
        var planes = new SignPlanes.Builder((long) out * in);
        int rows = Math.max(1, BLOCK / Math.max(1, in));
        float[] signs = new float[Math.min(rows, out) * in];
        double[] sums = new double[in];
        for (int from = 0; from < out; from += rows) {
            int to = Math.min(out, from + rows);
            for (int row = from; row < to; row++) {
                Arrays.fill(sums, 0);
                for (int k = 0; k < rank; k++) {
                    double factor = left[which[row] * rank + k];
                    for (int j = 0; j < in; j++) {
                        sums[j] += factor * right[k * in + j];
                    }
                }
                for (int j = 0; j < in; j++) {
                    // The sign alone: as a float the sum itself could underflow.
                    signs[(row - from) * in + j] = (float) Math.signum(scale * Math.signum(sums[j]));
                }
            }
            planes.add(signs, 0, (to - from) * in);
        }
        return planes.build();
    }
}
