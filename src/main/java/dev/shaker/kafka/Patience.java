package dev.shaker.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import io.quarkus.runtime.ShutdownEvent;
import org.jboss.logging.Logger;

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

    /**
     * Runs the action until it does not fail transiently.
     *
     * @param retried called before every repetition
     * @throws StoppedException when the process stops first
     */
    void insist(String what, Runnable action, Runnable retried) {
        for (int attempt = 1;; attempt++) {
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

    static Duration delay(int attempt) {
        Duration delay = FIRST.multipliedBy(1L << Math.min(attempt - 1, 20));
        return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
    }

    void stop(@Observes ShutdownEvent event) {
        stopping.countDown();
    }
}
