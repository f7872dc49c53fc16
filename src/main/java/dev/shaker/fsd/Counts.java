package dev.shaker.fsd;

/** What holds for the counts of any two tensors, one layer or a whole adapter. */
final class Counts {
    private Counts() {
    }

    static void check(String what, long conflicts, long bothNonZero, long total) {
        if (conflicts < 0 || conflicts > bothNonZero || bothNonZero > total) {
            throw new IllegalArgumentException(
                    "counts of '" + what + "' need 0 <= conflicts <= both non-zero <= total, got "
                            + conflicts + ", " + bothNonZero + ", " + total);
        }
    }

    /** Two tensors without a position to compare do not conflict. */
    static Ratio ratio(long conflicts, long of) {
        return of == 0 ? Ratio.ZERO : Ratio.of(conflicts, of);
    }
}
