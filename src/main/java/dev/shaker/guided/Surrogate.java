package dev.shaker.guided;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.ejml.data.DMatrixRMaj;

import dev.shaker.evaluation.RowScores;
import dev.shaker.linear.Positive;

/**
 * Logits of mixtures that were not measured, row by row, for the head of one target: the mean of the members' own logits, and a
 * kernel ridge regression of what measured mixtures had beside that,
 *
 * <pre>
 * Y(w) = sum w_i V_i + sum kernel(w, w_a) C_a,    C = (K + lambda I)^-1 (Y_observed - W_observed V).
 * </pre>
 *
 * Members alone are observed too: at them the correction is nearly 0. One Cholesky decomposition serves all rows and classes.
 */
final class Surrogate {
    /** Of the mean diagonal of the kernel matrix. */
    private static final double RIDGE = 1e-3;
    /** What the label's probability adds to the accuracy: it breaks ties and gives slope between them. */
    private static final double PROBABILITY_WEIGHT = 0.2;

    private final Kernel kernel;
    private final Truth truth;
    private final long[] observed;
    /** By candidate, the logits of it alone; empty where it was not measured alone. */
    private final float[][] vertices;
    /** By observation, the correction's coefficients. */
    private final float[][] corrections;

    /**
     * The labels of the rows that the surrogate speaks of.
     *
     * @param labels one a row
     * @param classes outputs of the head
     */
    record Truth(int[] labels, int classes) {
        int rows() {
            return labels.length;
        }

        int numbers() {
            return labels.length * classes;
        }
    }

    /**
     * What a mixture is thought to do.
     *
     * @param right rows whose highest logit is their label's
     * @param rows of them all
     * @param score accuracy, and a fifth of the label's mean probability
     */
    record Prediction(int right, int rows, double score) {
        double accuracy() {
            return (double) right / rows;
        }
    }

    private Surrogate(Kernel kernel, Truth truth, long[] observed, float[][] vertices, float[][] corrections) {
        this.kernel = kernel;
        this.truth = truth;
        this.observed = observed;
        this.vertices = vertices;
        this.corrections = corrections;
    }

    /**
     * @param candidates how many there are; bit i of a mask is the i-th
     * @param observations logits [rows, classes] row-major of every subset measured on the truth's rows; every member of any of
     *        them must be there alone
     */
    static Surrogate fit(Kernel kernel, Truth truth, int candidates, Map<Long, float[]> observations) {
        SortedMap<Long, float[]> sorted = new TreeMap<>(observations);
        long[] observed = sorted.keySet().stream().mapToLong(mask -> mask).toArray();
        float[][] vertices = new float[candidates][];
        for (int i = 0; i < candidates; i++) {
            vertices[i] = sorted.getOrDefault(1L << i, new float[0]);
        }
        DMatrixRMaj gram = gram(kernel, observed);
        DMatrixRMaj rest = rest(truth, observed, List.copyOf(sorted.values()), vertices);
        DMatrixRMaj solved = Positive.solved(gram, rest);
        float[][] corrections = new float[observed.length][truth.numbers()];
        for (int a = 0; a < observed.length; a++) {
            for (int number = 0; number < truth.numbers(); number++) {
                corrections[a][number] = (float) solved.get(a, number);
            }
        }
        return new Surrogate(kernel, truth, observed, vertices, corrections);
    }

    private static DMatrixRMaj gram(Kernel kernel, long[] observed) {
        int n = observed.length;
        DMatrixRMaj gram = new DMatrixRMaj(n, n);
        double trace = 0;
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                gram.set(a, b, kernel.of(observed[a], observed[b]));
            }
            trace += gram.get(a, a);
        }
        for (int a = 0; a < n; a++) {
            gram.add(a, a, RIDGE * trace / n);
        }
        return gram;
    }

    private static DMatrixRMaj rest(Truth truth, long[] observed, List<float[]> logits, float[][] vertices) {
        DMatrixRMaj rest = new DMatrixRMaj(observed.length, truth.numbers());
        for (int a = 0; a < observed.length; a++) {
            int size = Long.bitCount(observed[a]);
            float[] measured = logits.get(a);
            for (int number = 0; number < truth.numbers(); number++) {
                double sum = 0;
                for (long left = observed[a]; left != 0; left &= left - 1) {
                    sum += vertices[Long.numberOfTrailingZeros(left)][number];
                }
                rest.set(a, number, measured[number] - sum / size);
            }
        }
        return rest;
    }

    /** Whether it can speak of a subset: each member was measured alone. */
    boolean knows(long mask) {
        for (long left = mask; left != 0; left &= left - 1) {
            if (vertices[Long.numberOfTrailingZeros(left)].length == 0) {
                return false;
            }
        }
        return true;
    }

    /** Logits [rows, classes] row-major of a subset. */
    float[] logits(long mask) {
        float[] logits = new float[truth.numbers()];
        float share = 1f / Long.bitCount(mask);
        for (long left = mask; left != 0; left &= left - 1) {
            add(share, vertices[Long.numberOfTrailingZeros(left)], logits);
        }
        int a = 0;
        // Four at a time: the sums are read and written a quarter as often.
        for (; a + 4 <= observed.length; a += 4) {
            float k0 = (float) kernel.of(mask, observed[a]);
            float k1 = (float) kernel.of(mask, observed[a + 1]);
            float k2 = (float) kernel.of(mask, observed[a + 2]);
            float k3 = (float) kernel.of(mask, observed[a + 3]);
            float[] c0 = corrections[a];
            float[] c1 = corrections[a + 1];
            float[] c2 = corrections[a + 2];
            float[] c3 = corrections[a + 3];
            for (int number = 0; number < logits.length; number++) {
                logits[number] += k0 * c0[number] + k1 * c1[number] + k2 * c2[number] + k3 * c3[number];
            }
        }
        for (; a < observed.length; a++) {
            add((float) kernel.of(mask, observed[a]), corrections[a], logits);
        }
        return logits;
    }

    private static void add(float factor, float[] values, float[] sums) {
        for (int number = 0; number < sums.length; number++) {
            sums[number] += factor * values[number];
        }
    }

    /** What a subset is thought to do. */
    Prediction predict(long mask) {
        return judged(truth, logits(mask));
    }

    /** Of logits, measured or predicted. */
    static Prediction judged(Truth truth, float[] logits) {
        int right = 0;
        double probability = 0;
        int classes = truth.classes();
        for (int row = 0; row < truth.rows(); row++) {
            int from = row * classes;
            int label = truth.labels()[row];
            right += RowScores.highest(logits, from, classes) == label ? 1 : 0;
            double others = 1;
            for (int other = 0; other < classes; other++) {
                if (other != label) {
                    others += StrictMath.exp(logits[from + other] - logits[from + label]);
                }
            }
            probability += 1 / others;
        }
        return new Prediction(right, truth.rows(), (right + PROBABILITY_WEIGHT * probability) / truth.rows());
    }
}
