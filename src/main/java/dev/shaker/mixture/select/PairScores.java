package dev.shaker.mixture.select;

import java.math.BigInteger;
import java.util.Optional;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.Ratio;

/**
 * FSD of all pairs as integers over one denominator. Adapters of one space share their size, so the numbers are as good as
 * conflict counts; where sizes differ so much that no common denominator fits, they are rounded down and {@code exact} is
 * false.
 *
 * @param distances symmetric, zero diagonal, {@code forbidden} where not comparable
 * @param forbidden larger than the sum of all real distances
 */
record PairScores(FsdMatrix matrix, long[][] distances, boolean exact, long forbidden) {
    /** Leaves room for sums over 100 adapters, forbidden pairs included. */
    private static final int BITS = 34;
    private static final BigInteger ROUNDED = BigInteger.ONE.shiftLeft(BITS);

    /** @param matrix of the candidates, in the order of the result's rows */
    static PairScores of(FsdMatrix matrix) {
        int n = matrix.size();
        BigInteger common = BigInteger.ONE;
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < a; b++) {
                Optional<Ratio> fsd = matrix.fsd(a, b);
                if (fsd.isPresent() && common.bitLength() <= BITS) {
                    BigInteger other = fsd.get().denominator();
                    common = common.divide(common.gcd(other)).multiply(other);
                }
            }
        }
        boolean exact = common.bitLength() <= BITS;
        BigInteger denominator = exact ? common : ROUNDED;
        // FSD is at most 1, so this is more than all pairs together.
        long forbidden = denominator.longValueExact() * ((long) n * n + 1);
        long[][] distances = new long[n][n];
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < a; b++) {
                long distance = matrix.fsd(a, b)
                        .map(r -> r.numerator().multiply(denominator).divide(r.denominator()).longValueExact())
                        .orElse(forbidden);
                distances[a][b] = distance;
                distances[b][a] = distance;
            }
        }
        return new PairScores(matrix, distances, exact, forbidden);
    }

    /** What rounding can hide in a sum over all pairs. */
    long slack() {
        return exact ? 0 : (long) matrix.size() * matrix.size();
    }

    Ratio fsd(int placeA, int placeB) {
        return matrix.fsd(placeA, placeB).orElseThrow();
    }
}
