package dev.shaker.kafka;

import java.time.Duration;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.reactive.messaging.kafka.KafkaClientService;
import org.jboss.logging.Logger;

import static jakarta.interceptor.Interceptor.Priority.LIBRARY_BEFORE;

/**
 * The way down: nothing more is fetched, no further record is begun, and what is in hand gets time to finish. All channels at
 * once, instead of the connector's own pause of two polls for one channel after the other, which is switched off
 * (graceful-shutdown=false).
 */
@ApplicationScoped
class Drain {
    private static final Logger LOG = Logger.getLogger(Drain.class);
    /** Below what whoever sent the signal waits before it kills: 20 s the launcher, 30 s Kubernetes. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final KafkaClientService clients;
    private final EventsInHand inHand;

    Drain(KafkaClientService clients, EventsInHand inHand) {
        this.clients = clients;
        this.inHand = inHand;
    }

    /** Before the outbox ends, which still publishes what the last events tell; behind {@link Patience}, which lets none wait. */
    void stop(@Observes @Priority(LIBRARY_BEFORE + 2) ShutdownEvent event) throws InterruptedException {
        inHand.takeNoMore();
        for (String channel : clients.getConsumerChannels()) {
            clients.getConsumers(channel).forEach(consumer -> consumer.pause().subscribe().with(_ -> {
            }, failure -> LOG.debugf(failure, "channel %s does not pause", channel)));
        }
        await(PATIENCE);
    }

    /** @return whether all that was in hand has ended */
    boolean await(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        while (!inHand.all().isEmpty()) {
            if (System.nanoTime() >= until) {
                inHand.all().forEach(left -> LOG.infof("%s of %s is left to the next process", left.consumer(),
                        left.identity()));
                return false;
            }
            Thread.sleep(LOOK);
        }
        return true;
    }
}
