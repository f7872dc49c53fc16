package dev.shaker.mixture;

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
