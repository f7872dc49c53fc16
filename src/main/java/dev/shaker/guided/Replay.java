package dev.shaker.guided;

import java.util.List;
import java.util.function.Function;

/**
 * Goes through a search with what was measured for it so far. Whoever measures what is missing, keeps it and goes through again gets
 * to the end in the end: the way there is a function of the question and of what was measured, and nothing is asked for twice.
 */
public final class Replay {
    private Replay() {
    }

    /** Where a search stands. */
    public sealed interface Step {
    }

    /** What is to be measured before it can go on; all of it at the same time, if you like. */
    public record Missing(List<Batch> batches) implements Step {
        public Missing {
            batches = List.copyOf(batches);
        }
    }

    /** {@link GuidedSearch} has found. */
    public record Searched(Found found) implements Step {}

    /** {@link Packing} has packed. */
    public record PackedUp(Packing.Packed packed) implements Step {}

    /** As {@link GuidedSearch#search}. */
    public static Step search(Question question, Priors fsd, Priors similarity, StoredAnswers stored) {
        return through(stored,
                measurer -> new Searched(GuidedSearch.search(question, fsd, similarity, measurer)));
    }

    /** As {@link Packing#pack}. */
    public static Step pack(Question question, Priors fsd, StoredAnswers stored) {
        return through(stored, measurer -> new PackedUp(Packing.pack(question, fsd, measurer)));
    }

    private static Step through(StoredAnswers stored, Function<SubsetMeasurer, Step> search) {
        try {
            return search.apply(new Stored(stored));
        } catch (NotMeasured e) {
            return new Missing(e.batches);
        }
    }

    private record Stored(StoredAnswers answers) implements SubsetMeasurer {
        @Override
        public void prepare(List<Batch> batches) {
            List<Batch> missing = batches.stream().flatMap(batch -> answers.missing(batch).stream()).toList();
            if (!missing.isEmpty()) {
                throw new NotMeasured(missing);
            }
        }

        @Override
        public List<RowAnswers> measure(Batch batch) {
            prepare(List.of(batch));
            return answers.of(batch);
        }
    }

    /** Leaves a search in the middle: a search is written as if everything were answered at once. */
    private static final class NotMeasured extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient List<Batch> batches;

        NotMeasured(List<Batch> batches) {
            super("rows that were not measured", null, false, false);
            this.batches = batches;
        }
    }
}
