package dev.shaker.similarity;

/**
 * The singular values of one update, or of all modules of an adapter as one block-diagonal matrix, as sums that add up over
 * modules.
 *
 * @param energy sum of their squares, the squared Frobenius norm
 * @param logs sum of square times the square's natural logarithm
 * @param rank how many there are
 */
public record Spectrum(double energy, double logs, int rank) {
    /** Of an update that is 0. */
    public static final Spectrum NONE = new Spectrum(0, 0, 0);

    static Spectrum of(double[] values) {
        double energy = 0;
        double logs = 0;
        for (double value : values) {
            double square = value * value;
            energy += square;
            logs += square == 0 ? 0 : square * Math.log(square);
        }
        return new Spectrum(energy, logs, values.length);
    }

    /** Frobenius norm. */
    public double norm() {
        return Math.sqrt(energy);
    }

    /**
     * The exponential of the entropy of the singular values' shares of the energy, p_i = s_i^2 / sum s^2: from 1 for one
     * direction to {@link #rank} for as many equal ones, 0 for no update. As Roy and Vetterli (EUSIPCO 2007), with squares
     * for values.
     */
    public double effectiveRank() {
        return energy == 0 ? 0 : Math.exp(Math.log(energy) - logs / energy);
    }

    Spectrum plus(Spectrum other) {
        return new Spectrum(energy + other.energy, logs + other.logs, rank + other.rank);
    }
}
