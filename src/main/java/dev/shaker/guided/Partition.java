package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongPredicate;

/** Divides everything into the fewest groups, exactly: by dynamic programming over subsets. */
final class Partition {
    /** 3^16 steps are under a second. */
    static final int MOST = 16;

    private Partition() {
    }

    /**
     * @param count of what is divided, at most {@link #MOST}
     * @param allowed whether a group may be
     * @return as few groups as there can be; of equal counts one with the largest groups first by mask
     * @throws IllegalArgumentException where not even single ones may be groups
     */
    static List<Long> fewest(int count, LongPredicate allowed) {
        int all = (1 << count) - 1;
        boolean[] may = new boolean[all + 1];
        for (int mask = 1; mask <= all; mask++) {
            may[mask] = allowed.test(mask);
        }
        int[] groups = new int[all + 1];
        int[] taken = new int[all + 1];
        Arrays.fill(groups, Integer.MAX_VALUE);
        groups[0] = 0;
        for (int mask = 1; mask <= all; mask++) {
            int low = mask & -mask;
            int rest = mask ^ low;
            // Every group of the lowest with some of the rest, the largest first.
            for (int some = rest;; some = some - 1 & rest) {
                int group = some | low;
                if (may[group] && groups[mask ^ group] < groups[mask] - 1) {
                    groups[mask] = groups[mask ^ group] + 1;
                    taken[mask] = group;
                }
                if (some == 0) {
                    break;
                }
            }
            if (taken[mask] == 0) {
                throw new IllegalArgumentException("no group holds " + Integer.numberOfTrailingZeros(low));
            }
        }
        List<Long> found = new ArrayList<>();
        for (int mask = all; mask != 0; mask ^= taken[mask]) {
            found.add((long) taken[mask]);
        }
        return found;
    }
}
