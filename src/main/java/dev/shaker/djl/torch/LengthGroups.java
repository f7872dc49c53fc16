package dev.shaker.djl.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Rows of similar length put together, so that little is padded. */
public final class LengthGroups {
    private LengthGroups() {
    }

    /**
     * @param lengths of the rows in tokens
     * @param mostRows of a group
     * @param mostTokens of a group, padding included; a longer row stands alone
     * @return places of the rows, shorter rows first
     */
    public static List<int[]> of(int[] lengths, int mostRows, int mostTokens) {
        Integer[] order = new Integer[lengths.length];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingInt(i -> lengths[i]));
        List<int[]> groups = new ArrayList<>();
        int from = 0;
        while (from < order.length) {
            int to = from + 1;
            while (to < order.length && to - from < mostRows
                    && (long) (to - from + 1) * lengths[order[to]] <= mostTokens) {
                to++;
            }
            int[] group = new int[to - from];
            for (int i = from; i < to; i++) {
                group[i - from] = order[i];
            }
            groups.add(group);
            from = to;
        }
        return groups;
    }
}
