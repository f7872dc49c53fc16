package dev.shaker.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import org.jboss.logging.Logger;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static jakarta.interceptor.Interceptor.Priority.LIBRARY_BEFORE;

/**
 * Repeats what failed because a neighbour is away, in place and with growing pauses, until it works or the process
 * stops. It blocks a worker thread, never the one that polls: partitions stay assigned meanwhile.
 */
@ApplicationScoped
class Patience {
    private static final Logger LOG = Logger.getLogger(Patience.class);
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final CountDownLatch stopping = new CountDownLatch(1);
    private final EventsInHand inHand;
    private final Neighbours neighbours;

    Patience(EventsInHand inHand, Neighbours neighbours) {
        this.inHand = inHand;
        this.neighbours = neighbours;
    }

    /**
     * Runs the action until it does not fail transiently.
     *
     * @param retried called before every repetition
     * @throws StoppedException when the process stops first
     */
    void insist(String what, Runnable action, Runnable retried) {
        insist(what, Optional.empty(), action, retried);
    }

    /**
     * The same within a limit. Time in which this process is not ready, because a neighbour is away, does not count: nothing is
     * given up for that.
     *
     * @throws ShakerException {@code PATIENCE_ENDED} where the failure stays though all neighbours are there
     */
    void insistWithin(Duration limit, String what, Runnable action, Runnable retried) {
        insist(what, Optional.of(limit), action, retried);
    }

    private void insist(String what, Optional<Duration> limit, Runnable action, Runnable retried) {
        long waitedSince = System.nanoTime();
        for (int attempt = 1;; attempt++) {
            inHand.alive();
            try {
                action.run();
                if (attempt > 1) {
                    LOG.infof("%s worked at attempt %d", what, attempt);
                }
                return;
            } catch (RuntimeException e) {
                if (stopping.getCount() == 0) {
                    throw new StoppedException(what);
                }
                if (FailureClass.of(e) != FailureClass.TRANSIENT) {
                    throw e;
                }
                if (limit.isPresent()) {
                    if (!neighbours.areThere()) {
                        waitedSince = System.nanoTime();
                    } else if (System.nanoTime() - waitedSince > limit.get().toNanos()) {
                        throw ended(what, limit.get(), e);
                    }
                }
                LOG.warnf("%s failed at attempt %d and is tried again in %d ms: %s", what, attempt,
                        delay(attempt).toMillis(), e);
                pause(what, attempt);
                retried.run();
            }
        }
    }

    /** Waits before the attempt after this one. */
    void pause(String what, int attempt) {
        try {
            if (stopping.await(delay(attempt).toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StoppedException(what);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException(what);
        }
    }

    private static ShakerException ended(String what, Duration limit, RuntimeException last) {
        return new ShakerException(ErrorCode.PATIENCE_ENDED, what + " failed for " + limit
                + " although store, database and broker are there; it is kept as a dead letter: replay it once this is mended: "
                + last.getMessage(), last);
    }

    static Duration delay(int attempt) {
        Duration delay = FIRST.multipliedBy(1L << Math.min(attempt - 1, 20));
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    void stop(@Observes @Priority(LIBRARY_BEFORE + 1) ShutdownEvent event) {
        stopping.countDown();
    }
}
