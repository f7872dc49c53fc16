package dev.shaker.event;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A row of the matrix: a new adapter against every other current adapter of the space; or a row that has left it.
 *
 * @param basis of pairs and averages: {@code factors}
 * @param pairs others that are comparable in that basis
 * @param averages every current adapter's mean over its row, the new one included
 * @param update the same in basis {@code update}, for LoRA adapters only
 * @param change {@link #WITHDRAWN} where the adapter left the matrix, then without pairs; null where it came
 */
public record FsdUpdated(String space, long generation, AdapterOfDomain adapter, String basis, List<Pair> pairs,
        List<Average> averages, @Nullable Update update, @Nullable String change) implements EventData {
    /** The adapter is in the matrix no more. */
    public static final String WITHDRAWN = "withdrawn";

    public FsdUpdated {
        pairs = Absent.asEmpty(pairs);
        averages = Absent.asEmpty(averages);
    }

    @Override
    public String key() {
        return space;
    }

    /** The row in basis {@code update}: signs of the weight updates {@code scale B A}. */
    public record Update(List<Pair> pairs, List<Average> averages) {
        public Update {
            pairs = Absent.asEmpty(pairs);
            averages = Absent.asEmpty(averages);
        }
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
