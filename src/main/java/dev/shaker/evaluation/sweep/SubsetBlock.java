package dev.shaker.evaluation.sweep;

import java.util.List;
import java.util.function.LongConsumer;

/** Some subsets of a sweep, as few numbers. */
public sealed interface SubsetBlock {
    /**
     * Visits the masks in ascending order.
     *
     * @param targets only subsets that hold at least one of these
     */
    void forEach(long targets, LongConsumer visitor);

    /** All subsets of one size between two masks, both included. */
    record Range(int size, long first, long last) implements SubsetBlock {
        public Range {
            if (size < 1 || Long.bitCount(first) != size || Long.bitCount(last) != size || first > last) {
                throw new IllegalArgumentException(
                        "no range of subsets of size " + size + ": " + first + " to " + last);
            }
        }

        @Override
        public void forEach(long targets, LongConsumer visitor) {
            for (long mask = first; mask <= last; mask = Subsets.next(mask)) {
                if ((mask & targets) != 0) {
                    visitor.accept(mask);
                }
            }
        }
    }

    /** Subsets that were drawn. */
    record Picked(List<Long> masks) implements SubsetBlock {
        public Picked {
            masks = List.copyOf(masks);
        }

        @Override
        public void forEach(long targets, LongConsumer visitor) {
            for (long mask : masks) {
                if ((mask & targets) != 0) {
                    visitor.accept(mask);
                }
            }
        }
    }
}
