package dev.shaker.fsd;

/** Alg. 3 as one would write it by hand: the oracle of the packed counter. */
final class NaiveConflicts {
    private NaiveConflicts() {
    }

    static LayerConflicts count(String layer, float[] a, float[] b) {
        long conflicts = 0;
        long bothNonZero = 0;
        for (int i = 0; i < a.length; i++) {
            if (a[i] > 0 && b[i] < 0 || a[i] < 0 && b[i] > 0) {
                conflicts++;
            }
            if (a[i] != 0 && b[i] != 0) {
                bothNonZero++;
            }
        }
        return new LayerConflicts(layer, conflicts, bothNonZero, a.length);
    }
}
