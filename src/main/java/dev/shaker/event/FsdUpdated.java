package dev.shaker.event;

import java.util.List;

/**
 * A row of the matrix: a new adapter against every other current adapter of the space.
 *
 * @param basis {@code factors} or {@code update}
 * @param averages every current adapter's mean over its row, the new one included
 */
public record FsdUpdated(String space, long generation, AdapterOfDomain adapter, String basis, List<Pair> pairs,
        List<Average> averages) implements EventData {
    public FsdUpdated {
        pairs = Absent.asEmpty(pairs);
        averages = Absent.asEmpty(averages);
    }

    @Override
    public String key() {
        return space;
    }

    public record AdapterOfDomain(String id, String domain) {}

    /** Exact counts against one other adapter; FSD = conflicts / total. */
    public record Pair(String id, String domain, long conflicts, long bothNonZero, long total) {}

    /**
     * @param includingSelf the paper's mean, diagonal included (divided by k)
     * @param ofOthers the mean over the k - 1 others, 0 where there is none
     */
    public record Average(String domain, double includingSelf, double ofOthers) {}
}
