package dev.shaker.event;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A new row of the matrix in a size that does not depend on the number of adapters: its mean, its extremes, and where the whole
 * of it is.
 *
 * @param adapters current adapters of the space, the new one included
 * @param rows one for each basis that the adapter was compared in
 * @param change {@link FsdUpdated#WITHDRAWN} where the adapter left the matrix, then without rows; null where it came
 */
public record FsdUpdatedV2(String space, long generation, FsdUpdated.AdapterOfDomain adapter, int adapters,
        List<Row> rows, @Nullable String change) implements EventData {
    public FsdUpdatedV2 {
        rows = List.copyOf(rows);
    }

    @Override
    public String key() {
        return space;
    }

    /**
     * @param comparable with how many others it was compared
     * @param includingSelf the paper's mean over the row, diagonal included; 0 where nothing is comparable
     * @param ofOthers the mean over the others; 0 where nothing is comparable
     * @param nearest some of those with the lowest FSD, the lowest first
     * @param farthest some of those with the highest FSD, the highest first
     * @param row path of the whole row in REST
     */
    public record Row(String basis, int comparable, double includingSelf, double ofOthers,
            List<FsdUpdated.Pair> nearest, List<FsdUpdated.Pair> farthest, String row) {
        public Row {
            nearest = List.copyOf(nearest);
            farthest = List.copyOf(farthest);
        }
    }
}
