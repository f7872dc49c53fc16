package dev.shaker.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.api.HealthType;
import io.smallrye.health.registry.HealthRegistries;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.shaker.pipeline.OutboxFilled;
import dev.shaker.pipeline.OutboxQueue;
import dev.shaker.runtime.DeliveryConfig;
import dev.shaker.runtime.Meters;
import dev.shaker.runtime.OutboxConfig;
import dev.shaker.runtime.Role;

/**
 * Publishes the outbox: at once after a commit in this process, and after the poll interval what a process that died left
 * behind. Every process has one, the queue lets one at a time work.
 */
@ApplicationScoped
class OutboxRelay implements HealthCheck {
    static final String NAME = "outbox";
    private static final Logger LOG = Logger.getLogger(OutboxRelay.class);
    private static final int BATCH = 200;
    private static final Duration MEASURE = Duration.ofSeconds(5);
    private static final Duration PATIENCE_AT_END = Duration.ofSeconds(15);

    private final OutboxQueue queue;
    private final Role role;
    private final Duration poll;
    private final MeterRegistry meters;
    private final ReliableProducer producer;
    private final OutboxPublisher publisher;
    private final RefusedKeys refused = new RefusedKeys(System::nanoTime);
    private final Semaphore work = new Semaphore(0);
    private volatile boolean running;
    private volatile OutboxQueue.Backlog backlog = new OutboxQueue.Backlog(0, Duration.ZERO, 0);
    @Nullable
    private Thread thread;
    private long measuredAt;

    OutboxRelay(OutboxQueue queue, Role role, BrokerSettings settings, DeliveryConfig delivery, OutboxConfig config,
            MeterRegistry meters) {
        this.queue = queue;
        this.role = role;
        this.poll = config.pollInterval();
        this.meters = meters;
        this.producer = new ReliableProducer(settings, "shaker-outbox");
        this.publisher = new OutboxPublisher(producer, delivery.patience(), refused::since, this::bury);
    }

    void start(@Observes StartupEvent event) {
        if (!role.publishes()) {
            return;
        }
        Meters.gauge(meters, Meters.OUTBOX_DEPTH, Tags.empty(), this, relay -> relay.backlog.depth());
        Meters.gauge(meters, Meters.OUTBOX_AGE, Tags.empty(), this, relay -> relay.backlog.age().toMillis() / 1000.0);
        Meters.gauge(meters, Meters.OUTBOX_BURIED, Tags.empty(), this, relay -> relay.backlog.buried());
        HealthRegistries.getRegistry(HealthType.READINESS).register(NAME, this);
        running = true;
        thread = Thread.ofPlatform().daemon().name("outbox-relay").start(this::run);
    }

    void wake(@Observes(during = TransactionPhase.AFTER_SUCCESS) OutboxFilled event) {
        work.release();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        running = false;
        work.release();
        Thread relay = thread;
        if (relay != null) {
            relay.join(PATIENCE_AT_END);
        }
        producer.close();
    }

    /** Always ready: an event that is buried is nobody's reason to serve nothing at all. It says so. */
    @Override
    public HealthCheckResponse call() {
        OutboxQueue.Backlog known = backlog;
        return HealthCheckResponse.named(NAME).up().withData("waiting", known.depth())
                .withData("oldest-seconds", known.age().toSeconds()).withData("buried", known.buried()).build();
    }

    private void bury(OutboxPublisher.Burial burial) {
        meters.counter(Meters.OUTBOX_REFUSED, "topic", burial.topic(), "code", burial.reason().code().wire())
                .increment();
        measuredAt = 0;
        LOG.errorf("outbox: an event of key '%s' is buried: %s: %s", burial.key(), burial.reason().code().wire(),
                burial.reason().getMessage());
    }

    private void run() {
        int failures = 0;
        while (running) {
            try {
                work.drainPermits();
                Optional<String> problem = publish();
                measure();
                failures = problem.isEmpty() ? 0 : failures + 1;
                if (problem.isPresent()) {
                    complain(failures, problem.get());
                }
            } catch (RuntimeException e) {
                complain(++failures, e.toString());
            }
            await(failures);
        }
    }

    /** Empties the queue. */
    private Optional<String> publish() {
        int taken;
        do {
            double before = publisher.published();
            Set<String> passedOver = refused.passedOver();
            taken = queue.drain(BATCH, passedOver, publisher);
            if (taken == 0) {
                return Optional.empty();
            }
            meters.counter(Meters.OUTBOX_PUBLISHED).increment(publisher.published() - before);
            refused.keep(publisher.refused().keySet(), passedOver);
            publisher.refused().forEach((key, reason) -> LOG.errorf("outbox: the oldest event of key '%s' cannot be"
                    + " sent: %s; the key's events wait behind it, next attempt in %d ms", key, reason,
                    refused.refuse(key).toMillis()));
            if (publisher.failure().isPresent()) {
                return publisher.failure().map(Exception::toString);
            }
        } while (taken == BATCH && running);
        return Optional.empty();
    }

    private void measure() {
        long now = System.nanoTime();
        if (measuredAt == 0 || now - measuredAt > MEASURE.toNanos()) {
            measuredAt = now;
            backlog = queue.backlog();
        }
    }

    private void complain(int failures, String problem) {
        if (running) {
            LOG.warnf("outbox: %s; events wait in the database, next attempt (%d) in %d ms", problem, failures + 1,
                    Patience.delay(failures).toMillis());
        }
    }

    private void await(int failures) {
        try {
            if (failures == 0) {
                boolean _ = work.tryAcquire(poll.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                // New work does not help while something is away.
                long end = System.nanoTime() + Patience.delay(failures).toNanos();
                while (running && System.nanoTime() < end) {
                    TimeUnit.MILLISECONDS.sleep(50);
                }
            }
        } catch (InterruptedException e) {
            running = false;
            Thread.currentThread().interrupt();
        }
    }
}
