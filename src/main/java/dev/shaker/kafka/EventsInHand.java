package dev.shaker.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.HealthType;
import io.smallrye.health.registry.HealthRegistries;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

import dev.shaker.event.AdapterWithdrawn;
import dev.shaker.event.EvaluationMeasured;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.GuidedRequested;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.SweepRequested;
import dev.shaker.event.TrainCompleted;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.runtime.Channels;
import dev.shaker.runtime.DeliveryConfig;
import dev.shaker.runtime.Meters;
import dev.shaker.runtime.Role;

/**
 * The events that this process works at the moment, one a thread: how old the oldest is, and whether any has given no sign of
 * life for too long. An event that waits for a neighbour gives one with every try. Evaluations have a check of their own, which
 * sees their batches.
 */
@ApplicationScoped
class EventsInHand implements HealthCheck {
    static final String NAME = "events in hand";

    private final Map<Thread, InHand> events = new ConcurrentHashMap<>();
    private final DeliveryConfig config;
    private volatile boolean closed;

    EventsInHand(DeliveryConfig config) {
        this.config = config;
    }

    /**
     * @param begun {@link System#nanoTime} when the work began
     * @param alive {@link System#nanoTime} of the last sign of life
     */
    record InHand(String consumer, String identity, long begun, long alive) {}

    void start(@Observes StartupEvent event, Role role, MeterRegistry meters, EventHandler<TrainCompleted> trained,
            EventHandler<AdapterWithdrawn> withdrawn, EventHandler<MixtureRequested> mixtures,
            EventHandler<SweepRequested> sweeps, EventHandler<EvaluationRequested> evaluations,
            EventHandler<EvaluationMeasured> measured, EventHandler<GuidedRequested> searches) {
        gauge(meters, role, Channels.TRAIN_COMPLETED, trained);
        gauge(meters, role, Channels.ADAPTER_WITHDRAWN, withdrawn);
        gauge(meters, role, Channels.MIXTURE_REQUEST, mixtures);
        gauge(meters, role, Channels.SWEEP_REQUEST, sweeps);
        gauge(meters, role, Channels.GUIDED_REQUEST, searches);
        gauge(meters, role, Channels.EVALUATION_REQUEST, evaluations);
        gauge(meters, role, Channels.EVALUATION_MEASURED, measured);
        if (role.includes(Role.FSD) || role.includes(Role.MIXER)) {
            HealthRegistries.getRegistry(HealthType.LIVENESS).register(NAME, this);
        }
    }

    /** From now on no record is begun. */
    void takeNoMore() {
        closed = true;
    }

    /** @throws StoppedException where the process is going down */
    void take(String consumer, String place) {
        if (closed) {
            throw new StoppedException(place);
        }
        begin(consumer, place);
    }

    /** What the thread has in hand has an identity now. */
    void begin(String consumer, String identity) {
        long now = System.nanoTime();
        events.put(Thread.currentThread(), new InHand(consumer, identity, now, now));
    }

    /** The event of this thread gets on, or waits for something that is away. */
    void alive() {
        events.computeIfPresent(Thread.currentThread(),
                (_, event) -> new InHand(event.consumer(), event.identity(), event.begun(), System.nanoTime()));
    }

    void end() {
        events.remove(Thread.currentThread());
    }

    Collection<InHand> all() {
        return List.copyOf(events.values());
    }

    /** Age of the oldest event of a consumer. */
    Duration oldest(String consumer) {
        long now = System.nanoTime();
        return Duration.ofNanos(events.values().stream().filter(event -> event.consumer().equals(consumer))
                .mapToLong(event -> now - event.begun()).max().orElse(0));
    }

    @Override
    public HealthCheckResponse call() {
        long now = System.nanoTime();
        Duration longest = Duration.ofNanos(events.values().stream()
                .filter(event -> !event.consumer().equals("evaluation")).mapToLong(event -> now - event.alive()).max()
                .orElse(0));
        return HealthCheckResponse.named(NAME).withData("standstill-seconds", longest.toSeconds())
                .withData("limit-seconds", config.standstillLimit().toSeconds())
                .status(longest.compareTo(config.standstillLimit()) <= 0).build();
    }

    private void gauge(MeterRegistry meters, Role role, String channel, EventHandler<?> handler) {
        if (role.channels().contains(channel)) {
            String consumer = handler.consumer();
            Meters.gauge(meters, Meters.EVENT_OLDEST, Tags.of("consumer", consumer), this,
                    hand -> hand.oldest(consumer).toMillis() / 1000.0);
        }
    }
}
