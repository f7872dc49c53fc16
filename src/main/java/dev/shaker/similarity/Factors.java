package dev.shaker.similarity;

import org.ejml.data.DMatrixRMaj;

/**
 * One update {@code scale B A} as its factors.
 *
 * @param a [rank,in], row-major
 * @param b [out,rank], row-major
 */
record Factors(float[] a, float[] b, int rank, int in, int out, double scale) {
    /** A1 A2', [r1,r2]. */
    DMatrixRMaj rows(Factors other) {
        DMatrixRMaj gram = new DMatrixRMaj(rank, other.rank);
        for (int p = 0; p < rank; p++) {
            for (int q = 0; q < other.rank; q++) {
                gram.set(p, q, dot(a, p * in, other.a, q * in, in));
            }
        }
        return gram;
    }

    /** B1' B2, [r1,r2]. */
    DMatrixRMaj columns(Factors other) {
        DMatrixRMaj gram = new DMatrixRMaj(rank, other.rank);
        double[] sums = gram.data;
        int width = other.rank;
        for (int i = 0; i < out; i++) {
            for (int p = 0; p < rank; p++) {
                double left = b[i * rank + p];
                for (int q = 0; q < width; q++) {
                    sums[p * width + q] += left * other.b[i * width + q];
                }
            }
        }
        return gram;
    }

    /** Products of floats are exact in double. Four sums side by side, because a processor adds more than one at a time. */
    private static double dot(float[] x, int from, float[] y, int start, int length) {
        double one = 0;
        double two = 0;
        double three = 0;
        double four = 0;
        int whole = length & -4;
        for (int i = 0; i < whole; i += 4) {
            one += (double) x[from + i] * y[start + i];
            two += (double) x[from + i + 1] * y[start + i + 1];
            three += (double) x[from + i + 2] * y[start + i + 2];
            four += (double) x[from + i + 3] * y[start + i + 3];
        }
        for (int i = whole; i < length; i++) {
            one += (double) x[from + i] * y[start + i];
        }
        return one + two + (three + four);
    }
}
