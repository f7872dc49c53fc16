package dev.shaker.similarity;

import java.util.Arrays;
import java.util.OptionalDouble;

import org.ejml.data.DMatrixRMaj;

/**
 * What two updates W_a and W_b have in common, at one module, or at all as two block-diagonal matrices. Of an update that is 0
 * most of it does not exist. Sums run in double over float32 factors; angles below about 1e-6 are rounding.
 *
 * @param inner the Frobenius inner product, sum((A_a A_b') o (B_a' B_b)) times both scales
 * @param columnCosines squares of the cosines of the principal angles between the column spaces (what is written to), in sum
 * @param rowCosines the same between the row spaces (what is read)
 * @param sharedA energy of W_a inside both spaces of W_b: |P_col W_a P_row|^2
 * @param sharedB energy of W_b inside both spaces of W_a
 * @param columnAngles principal angles between the column spaces in radians, ascending, as many as the smaller rank
 * @param rowAngles principal angles between the row spaces
 */
public record Similarity(double inner, Spectrum a, Spectrum b, double columnCosines, double rowCosines, double sharedA,
        double sharedB, double[] columnAngles, double[] rowAngles) {
    /** Of no modules. */
    public static final Similarity NONE = new Similarity(0, Spectrum.NONE, Spectrum.NONE, 0, 0, 0, 0, new double[0],
            new double[0]);

    /** A module that only one of the two has is an update of 0 of the other. */
    static Similarity ofOne(Spectrum a, Spectrum b) {
        return new Similarity(0, a, b, 0, 0, 0, 0, new double[0], new double[0]);
    }

    static Similarity of(Decomposed a, Decomposed b) {
        DMatrixRMaj rows = a.factors().rows(b.factors());
        DMatrixRMaj columns = a.factors().columns(b.factors());
        double inner = 0;
        for (int i = 0; i < rows.data.length; i++) {
            inner += rows.data[i] * columns.data[i];
        }
        DMatrixRMaj left = Decomposed.sandwich(a.left(), columns, b.left());
        DMatrixRMaj right = Decomposed.sandwich(a.right(), rows, b.right());
        double[] columnAngles = angles(left);
        double[] rowAngles = angles(right);
        return new Similarity(inner * a.factors().scale() * b.factors().scale(), a.spectrum(), b.spectrum(),
                cosines(columnAngles), cosines(rowAngles), shared(left, a.values(), right, true),
                shared(left, b.values(), right, false), columnAngles, rowAngles);
    }

    /** The two at other modules besides. */
    Similarity plus(Similarity other) {
        Spectrum bothA = a.plus(other.a);
        Spectrum bothB = b.plus(other.b);
        int angles = Math.min(bothA.rank(), bothB.rank());
        return new Similarity(inner + other.inner, bothA, bothB, columnCosines + other.columnCosines,
                rowCosines + other.rowCosines, sharedA + other.sharedA, sharedB + other.sharedB,
                angles(columnAngles, other.columnAngles, angles), angles(rowAngles, other.rowAngles, angles));
    }

    /** The same with the two in the other order. */
    public Similarity reversed() {
        return new Similarity(inner, b, a, columnCosines, rowCosines, sharedB, sharedA, columnAngles, rowAngles);
    }

    /** The same without its angles, which are as many as ranks. */
    public Similarity withoutAngles() {
        return new Similarity(inner, a, b, columnCosines, rowCosines, sharedA, sharedB, new double[0], new double[0]);
    }

    /** {@code <W_a, W_b> / (|W_a| |W_b|)}, in [-1, 1]. */
    public OptionalDouble cosine() {
        return exists() ? OptionalDouble.of(Math.clamp(inner / a.norm() / b.norm(), -1, 1)) : OptionalDouble.empty();
    }

    /** {@code |W_a| / |W_b|}. */
    public OptionalDouble normRatio() {
        return exists() ? OptionalDouble.of(a.norm() / b.norm()) : OptionalDouble.empty();
    }

    /** The smaller norm by the greater, in (0, 1]. */
    public OptionalDouble balance() {
        return exists()
                ? OptionalDouble.of(Math.min(a.norm(), b.norm()) / Math.max(a.norm(), b.norm()))
                : OptionalDouble.empty();
    }

    /** |U_a' U_b|^2 / min(rank): mean squared cosine of the column spaces' angles (Hu et al. 2021, 7.2, at full rank), in [0, 1]. */
    public OptionalDouble columnOverlap() {
        return exists()
                ? OptionalDouble.of(Math.min(1, columnCosines / Math.min(a.rank(), b.rank())))
                : OptionalDouble.empty();
    }

    /** The same of the row spaces. */
    public OptionalDouble rowOverlap() {
        return exists()
                ? OptionalDouble.of(Math.min(1, rowCosines / Math.min(a.rank(), b.rank())))
                : OptionalDouble.empty();
    }

    /** Share of W_a's energy inside both spaces of W_b, in [0, 1]. */
    public OptionalDouble sharedEnergyA() {
        return exists() ? OptionalDouble.of(Math.min(1, sharedA / a.energy())) : OptionalDouble.empty();
    }

    /** Share of W_b's energy inside both spaces of W_a. */
    public OptionalDouble sharedEnergyB() {
        return exists() ? OptionalDouble.of(Math.min(1, sharedB / b.energy())) : OptionalDouble.empty();
    }

    /** Whether neither update is 0. */
    private boolean exists() {
        return a.energy() > 0 && b.energy() > 0;
    }

    /** |left' diag(values) right|^2 for the first of the two, |left diag(values) right'|^2 for the second. */
    private static double shared(DMatrixRMaj left, double[] values, DMatrixRMaj right, boolean first) {
        int n = first ? left.numCols : left.numRows;
        double energy = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int k = 0; k < values.length; k++) {
                    sum += first
                            ? left.get(k, i) * values[k] * right.get(k, j)
                            : left.get(i, k) * values[k] * right.get(j, k);
                }
                energy += sum * sum;
            }
        }
        return energy;
    }

    private static double[] angles(DMatrixRMaj cosines) {
        return Arrays.stream(Decomposed.singularValues(cosines)).map(cosine -> Math.acos(Math.clamp(cosine, 0, 1)))
                .sorted().toArray();
    }

    private static double cosines(double[] angles) {
        return Arrays.stream(angles).map(angle -> Math.cos(angle) * Math.cos(angle)).sum();
    }

    /** Between sums of spaces the angles are those of the parts; what has no partner stands upright. */
    private static double[] angles(double[] some, double[] others, int length) {
        double[] all = Arrays.copyOf(some, length);
        Arrays.fill(all, Math.min(length, some.length), length, Math.PI / 2);
        int from = (int) Arrays.stream(all).filter(angle -> angle < Math.PI / 2).count();
        for (double angle : others) {
            if (angle < Math.PI / 2) {
                all[from++] = angle;
            }
        }
        Arrays.sort(all);
        return all;
    }
}
