package dev.shaker.fsd;

/**
 * Counts sign conflicts of two packed tensors (the inner sum of Alg. 3): one weight above zero where the other is below.
 * Signs are compared and never multiplied, because the product of two small weights underflows and loses its sign. The
 * loops are plain {@link Long#bitCount} loops: the compiler turns them into vector population counts.
 */
public final class ConflictCounter {
    private ConflictCounter() {
    }

    /**
     * Positions where one value is positive and the other negative.
     *
     * @param signA bit set where the value is below zero, 64 positions a word; all four arrays hold at least {@code words}
     * @param nonZeroA bit set where the value is neither +0 nor -0; bits past the tensor's end are clear
     */
    public static long conflicts(long[] signA, long[] nonZeroA, long[] signB, long[] nonZeroB, int words) {
        long count = 0;
        for (int i = 0; i < words; i++) {
            count += Long.bitCount((signA[i] ^ signB[i]) & nonZeroA[i] & nonZeroB[i]);
        }
        return count;
    }

    /** Positions where both values are non-zero. */
    public static long bothNonZero(long[] nonZeroA, long[] nonZeroB, int words) {
        long count = 0;
        for (int i = 0; i < words; i++) {
            count += Long.bitCount(nonZeroA[i] & nonZeroB[i]);
        }
        return count;
    }
}
