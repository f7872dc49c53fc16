package dev.shaker.mixture.merge;

import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

import org.ejml.data.DMatrixRMaj;

/** Sums of float tensors in double. */
final class Vectors {
    private Vectors() {
    }

    static double[] scaled(float[] values, double factor) {
        double[] scaled = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            scaled[i] = factor * values[i];
        }
        return scaled;
    }

    /** [rows, columns] row-major. */
    static DMatrixRMaj matrix(int rows, int columns, float[] values) {
        return DMatrixRMaj.wrap(rows, columns, scaled(values, 1));
    }

    /**
     * {@code factor(0) values(0) + factor(1) values(1) + …}, added in that order. The sum starts from the first product, as
     * starting from 0 would turn -0 into +0. Four members are added in one pass over the sum, which would otherwise be written
     * to memory and read again for each.
     *
     * @param members at least 1
     * @param values called once a member, in order; four results are held at a time
     */
    static double[] sum(int members, IntFunction<float[]> values, IntToDoubleFunction factor) {
        double[] sum = scaled(values.apply(0), factor.applyAsDouble(0));
        int member = 1;
        for (; member + 3 < members; member += 4) {
            addFour(sum, values.apply(member), factor.applyAsDouble(member), values.apply(member + 1),
                    factor.applyAsDouble(member + 1), values.apply(member + 2), factor.applyAsDouble(member + 2),
                    values.apply(member + 3), factor.applyAsDouble(member + 3));
        }
        for (; member < members; member++) {
            add(sum, values.apply(member), factor.applyAsDouble(member));
        }
        return sum;
    }

    private static void addFour(double[] sum, float[] a, double ofA, float[] b, double ofB, float[] c, double ofC,
            float[] d, double ofD) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] = sum[i] + ofA * a[i] + ofB * b[i] + ofC * c[i] + ofD * d[i];
        }
    }

    static void add(double[] sum, float[] values, double factor) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += factor * values[i];
        }
    }

    /** Divided by {@code divisor}, then rounded once. */
    static float[] rounded(double[] sum, double divisor) {
        float[] rounded = new float[sum.length];
        for (int i = 0; i < sum.length; i++) {
            rounded[i] = (float) (sum[i] / divisor);
        }
        return rounded;
    }
}
