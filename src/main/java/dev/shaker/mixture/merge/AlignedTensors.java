package dev.shaker.mixture.merge;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.prune.Blocks;
import dev.shaker.mixture.spec.Alignment;

/**
 * A LoRA member whose rank components were brought nearest to the first member's, the product B A staying what it was:
 * A becomes Q A and B becomes B Q' for an orthogonal Q of each module, found once from both pairs of factors, each at unit
 * length.
 */
final class AlignedTensors implements Tensors {
    private final Tensors source;
    private final Tensors reference;
    private final Alignment align;
    private final Map<String, double[]> rotations = new ConcurrentHashMap<>();

    /** @param reference the first member; both have equal layers */
    AlignedTensors(Tensors source, Tensors reference, Alignment align) {
        this.source = source;
        this.reference = reference;
        this.align = align;
    }

    @Override
    public List<AdapterLayer> layers() {
        return source.layers();
    }

    @Override
    public float[] read(AdapterLayer layer) {
        float[] values = source.read(layer);
        String module = Blocks.of(layer.name());
        double[] q = rotations.computeIfAbsent(module, this::rotation);
        int rank = (int) Math.round(Math.sqrt(q.length));
        return LoraScales.isA(layer.name()) ? rotateRows(values, q, rank) : rotateColumns(values, q, rank);
    }

    private double[] rotation(String module) {
        AdapterLayer layerA = source.layer(module + LoraModule.A);
        int rank = layerA.shape().dimension(0);
        float[] a = source.read(layerA);
        float[] b = source.read(source.layer(module + LoraModule.B));
        float[] referenceA = reference.read(reference.layer(module + LoraModule.A));
        float[] referenceB = reference.read(reference.layer(module + LoraModule.B));
        if (Arrays.equals(a, referenceA) && Arrays.equals(b, referenceB)) {
            return identity(rank);
        }
        double lengthA = Math.sqrt(square(a) * square(referenceA));
        double lengthB = Math.sqrt(square(b) * square(referenceB));
        // n[i][j] = <a_i, reference a_j> / |A||A_0| + <b_i, reference b_j> / |B||B_0|.
        double[] n = new double[rank * rank];
        int in = a.length / rank;
        int out = b.length / rank;
        for (int i = 0; i < rank; i++) {
            for (int j = 0; j < rank; j++) {
                double dotA = 0;
                for (int k = 0; k < in; k++) {
                    dotA += (double) a[i * in + k] * referenceA[j * in + k];
                }
                double dotB = 0;
                for (int k = 0; k < out; k++) {
                    dotB += (double) b[k * rank + i] * referenceB[k * rank + j];
                }
                n[i * rank + j] = (lengthA == 0 ? 0 : dotA / lengthA) + (lengthB == 0 ? 0 : dotB / lengthB);
            }
        }
        return align == Alignment.FLIP ? flips(n, rank) : LowRank.procrustes(n, rank);
    }

    private static double[] flips(double[] n, int rank) {
        double[] q = identity(rank);
        for (int k = 0; k < rank; k++) {
            q[k * rank + k] = n[k * rank + k] < 0 ? -1 : 1;
        }
        return q;
    }

    private static double[] identity(int rank) {
        double[] q = new double[rank * rank];
        for (int k = 0; k < rank; k++) {
            q[k * rank + k] = 1;
        }
        return q;
    }

    /** Q A. */
    private static float[] rotateRows(float[] a, double[] q, int rank) {
        int in = a.length / rank;
        float[] rotated = new float[a.length];
        double[] row = new double[in];
        for (int i = 0; i < rank; i++) {
            Arrays.fill(row, 0);
            for (int k = 0; k < rank; k++) {
                double factor = q[i * rank + k];
                for (int j = 0; j < in && factor != 0; j++) {
                    row[j] += factor * a[k * in + j];
                }
            }
            for (int j = 0; j < in; j++) {
                rotated[i * in + j] = (float) row[j];
            }
        }
        return rotated;
    }

    /** B Q'. */
    private static float[] rotateColumns(float[] b, double[] q, int rank) {
        float[] rotated = new float[b.length];
        for (int row = 0; row < b.length; row += rank) {
            for (int i = 0; i < rank; i++) {
                double sum = 0;
                for (int k = 0; k < rank; k++) {
                    sum += b[row + k] * q[i * rank + k];
                }
                rotated[row + i] = (float) sum;
            }
        }
        return rotated;
    }

    private static double square(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return sum;
    }
}
