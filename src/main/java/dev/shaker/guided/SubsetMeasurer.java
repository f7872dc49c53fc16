package dev.shaker.guided;

import java.util.List;

/** Port to whatever measures mixtures. Equal batches have equal answers: what was measured before may be answered from a store. */
@FunctionalInterface
public interface SubsetMeasurer {
    /** @return what was seen, in the order of the batch's masks */
    List<RowAnswers> measure(Batch batch);
}
