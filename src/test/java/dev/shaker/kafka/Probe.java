package dev.shaker.kafka;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ShakerException;
import dev.shaker.event.AdapterRejected;
import dev.shaker.event.AdapterWithdrawn;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationMeasured;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.EventData;
import dev.shaker.event.Failure;
import dev.shaker.event.FsdUpdated;
import dev.shaker.event.GuidedRequested;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.SweepRequested;
import dev.shaker.event.TrainCompleted;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.ResultListener;

/** Stands where the use cases are: as small as a use case can be, with failures on demand by event id. */
@Alternative
@Singleton
class Probe implements ResultListener {
    /** Called before and after the transaction of an event's effect. */
    final Map<String, Consumer<Integer>> before = new ConcurrentHashMap<>();
    final Map<String, Consumer<Integer>> after = new ConcurrentHashMap<>();
    final Map<String, Integer> attempts = new ConcurrentHashMap<>();
    final Queue<String> effects = new ConcurrentLinkedQueue<>();
    final Queue<Envelope<?>> results = new ConcurrentLinkedQueue<>();

    private final EffectOnce once;
    private final Outbox outbox;

    Probe(EffectOnce once, Outbox outbox) {
        this.once = once;
        this.outbox = outbox;
    }

    @Override
    public void onEvent(Envelope<?> event) {
        results.add(event);
    }

    void work(String consumer, Envelope<?> event, EventData outgoing) {
        int attempt = attempts.merge(event.id(), 1, Integer::sum);
        call(before.get(event.id()), attempt);
        once.apply(consumer, event.identity(), () -> {
            effects.add(event.id());
            outbox.add(outgoing);
        });
        call(after.get(event.id()), attempt);
    }

    void reject(String consumer, Envelope<?> event, EventData outgoing) {
        once.apply(consumer, event.identity(), () -> outbox.add(outgoing));
    }

    List<Envelope<?>> results(String space) {
        return results.stream().filter(event -> event.data().key().equals(space)).<Envelope<?>>map(event -> event)
                .toList();
    }

    private static void call(@Nullable Consumer<Integer> action, int attempt) {
        if (action != null) {
            action.accept(attempt);
        }
    }

    /** Answers each adapter with a row of the matrix whose generation is the seed of the adapter. */
    @Alternative
    @ApplicationScoped
    static class TrainCompletedProbe implements EventHandler<TrainCompleted> {
        private final Probe probe;

        TrainCompletedProbe(Probe probe) {
            this.probe = probe;
        }

        @Override
        public String consumer() {
            return "probe-fsd";
        }

        @Override
        public void handle(Envelope<TrainCompleted> event) {
            Long seed = event.data().initSeed();
            probe.work(consumer(), event, new FsdUpdated(event.data().space(), seed == null ? 0 : seed,
                    new FsdUpdated.AdapterOfDomain("0".repeat(64), event.data().domain().name()), "factors",
                    List.of(), List.of(), null, null));
        }

        @Override
        public void reject(Envelope<TrainCompleted> event, ShakerException cause) {
            probe.reject(consumer(), event, new AdapterRejected(event.data().space(), event.data().domain().name(),
                    event.data().adapter().location(), event.id(), Failure.of(cause)));
        }
    }

    @Alternative
    @ApplicationScoped
    static class AdapterWithdrawnProbe implements EventHandler<AdapterWithdrawn> {
        @Override
        public String consumer() {
            return "probe-withdrawal";
        }

        @Override
        public void handle(Envelope<AdapterWithdrawn> event) {
            throw new UnsupportedOperationException("no withdrawals here");
        }

        @Override
        public void reject(Envelope<AdapterWithdrawn> event, ShakerException cause) {
            // Nobody listens.
        }
    }

    @Alternative
    @ApplicationScoped
    static class EvaluationMeasuredProbe implements EventHandler<EvaluationMeasured> {
        @Override
        public String consumer() {
            return "probe-measured";
        }

        @Override
        public void handle(Envelope<EvaluationMeasured> event) {
            throw new UnsupportedOperationException("no results here");
        }

        @Override
        public void reject(Envelope<EvaluationMeasured> event, ShakerException cause) {
            // Nobody listens.
        }
    }

    @Alternative
    @ApplicationScoped
    static class MixtureRequestProbe implements EventHandler<MixtureRequested> {
        @Override
        public String consumer() {
            return "probe-mixer";
        }

        @Override
        public void handle(Envelope<MixtureRequested> event) {
            throw new UnsupportedOperationException("no mixtures here");
        }

        @Override
        public void reject(Envelope<MixtureRequested> event, ShakerException cause) {
            // Nobody listens.
        }
    }

    @Alternative
    @ApplicationScoped
    static class SweepRequestProbe implements EventHandler<SweepRequested> {
        @Override
        public String consumer() {
            return "probe-sweeper";
        }

        @Override
        public void handle(Envelope<SweepRequested> event) {
            throw new UnsupportedOperationException("no sweeps here");
        }

        @Override
        public void reject(Envelope<SweepRequested> event, ShakerException cause) {
            // Nobody listens.
        }
    }

    @Alternative
    @ApplicationScoped
    static class GuidedRequestProbe implements EventHandler<GuidedRequested> {
        @Override
        public String consumer() {
            return "probe-searcher";
        }

        @Override
        public void handle(Envelope<GuidedRequested> event) {
            throw new UnsupportedOperationException("no searches here");
        }

        @Override
        public void reject(Envelope<GuidedRequested> event, ShakerException cause) {
            // Nobody listens.
        }
    }

    @Alternative
    @ApplicationScoped
    static class EvaluationRequestProbe implements EventHandler<EvaluationRequested> {
        @Override
        public String consumer() {
            return "probe-evaluator";
        }

        @Override
        public void handle(Envelope<EvaluationRequested> event) {
            throw new UnsupportedOperationException("no evaluations here");
        }

        @Override
        public void reject(Envelope<EvaluationRequested> event, ShakerException cause) {
            // Nobody listens.
        }
    }
}
