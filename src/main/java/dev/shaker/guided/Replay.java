package dev.shaker.guided;

import java.util.List;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import dev.shaker.identity.DomainName;

/**
 * A search that stands still at what was not measured, and goes on from there once it is. Whoever measures what is missing and keeps
 * it gets to the end in the end, by one that stood still or by a new one that goes the same way again: the way is a function of the
 * question and of what was measured, and nothing is asked for twice.
 *
 * <p>
 * A search is written as if everything were answered at once, so it has a thread of its own, which waits between two steps.
 */
public final class Replay implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final StoredAnswers stored = new StoredAnswers();
    private final SynchronousQueue<Step> steps = new SynchronousQueue<>();
    private final SynchronousQueue<Boolean> turns = new SynchronousQueue<>();
    private final Thread thread;

    private Replay(Function<SubsetMeasurer, Step> search) {
        this.thread = Thread.ofPlatform().daemon().name("search-" + NUMBER.incrementAndGet())
                .unstarted(() -> run(search));
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

    /** What went wrong is thrown by whoever asks for the step. */
    private record Thrown(RuntimeException failure) implements Step {}

    /** As {@link GuidedSearch#search}. */
    public static Replay search(Question question, Priors fsd, Priors similarity) {
        return new Replay(measurer -> new Searched(GuidedSearch.search(question, fsd, similarity, measurer)));
    }

    /** As {@link Packing#pack}. */
    public static Replay pack(Question question, Priors fsd) {
        return new Replay(measurer -> new PackedUp(Packing.pack(question, fsd, measurer)));
    }

    /** Has something measured; between two steps only. Otherwise as {@link StoredAnswers#add}. */
    public void add(DomainName target, List<DomainName> members, int from, int to, RowAnswers answers) {
        stored.add(target, members, from, to, answers);
    }

    /** What was added so far. */
    public StoredAnswers stored() {
        return stored;
    }

    /**
     * Goes on with what there is, to what is missing or to the end.
     *
     * @throws dev.shaker.error.ShakerException {@code REQUEST_INVALID} for a question that cannot be answered
     * @throws IllegalStateException where the calling thread is interrupted, or the search was closed or is at its end
     */
    public Step next() {
        try {
            if (thread.getState() == Thread.State.NEW) {
                thread.start();
            } else if (thread.isAlive()) {
                turns.put(true);
            } else {
                throw new IllegalStateException("the search is at its end");
            }
            Step step = steps.take();
            if (step instanceof Thrown thrown) {
                throw thrown.failure();
            }
            return step;
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted in the middle of a search", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run(Function<SubsetMeasurer, Step> search) {
        try {
            Step end;
            try {
                end = search.apply(new Stored());
            } catch (Closed e) {
                return;
            } catch (RuntimeException e) {
                end = new Thrown(e);
            } catch (OutOfMemoryError e) {
                end = new Thrown(new IllegalStateException("no memory is left to go on with a search", e));
            }
            steps.put(end);
        } catch (InterruptedException e) {
            // Nobody waits for it any more.
            Thread.currentThread().interrupt();
        }
    }

    private final class Stored implements SubsetMeasurer {
        @Override
        public void prepare(List<Batch> batches) {
            while (true) {
                List<Batch> missing = batches.stream().flatMap(batch -> stored.missing(batch).stream()).toList();
                if (missing.isEmpty()) {
                    return;
                }
                try {
                    steps.put(new Missing(missing));
                    turns.take();
                } catch (InterruptedException e) {
                    throw new Closed(e);
                }
            }
        }

        @Override
        public List<RowAnswers> measure(Batch batch) {
            prepare(List.of(batch));
            return stored.of(batch);
        }
    }

    /** Ends a search that nobody goes on with. */
    private static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Closed(InterruptedException cause) {
            super(cause);
        }
    }
}
