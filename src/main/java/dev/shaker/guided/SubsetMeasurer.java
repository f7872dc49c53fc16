package dev.shaker.guided;

import java.util.List;

/** Port to whatever measures mixtures. Equal batches have equal answers: what was measured before may be answered from a store. */
@FunctionalInterface
public interface SubsetMeasurer {
    /** @return what was seen, in the order of the batch's masks */
    List<RowAnswers> measure(Batch batch);

    /** Tells what will be asked for next, all of it whatever is seen first: it may be measured at the same time. */
    default void prepare(List<Batch> batches) {
        // Who measures one after the other need not know.
    }
}
