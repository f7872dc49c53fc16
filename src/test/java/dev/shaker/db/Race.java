package dev.shaker.db;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.quarkus.narayana.jta.QuarkusTransaction;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two transactions against each other on the real database. The first runs to the point where it says {@link Point#reached};
 * there the second runs, to its commit or until it waits for a lock of the first; then the first goes on and commits.
 */
public final class Race {
    private static final int PATIENCE_SECONDS = 30;
    /** Long enough to commit, short enough to wait for a lock that is not given. */
    private static final int BLOCKED_MILLIS = 700;

    private Race() {
    }

    /** Where the first transaction lets the second one run. */
    public interface Point {
        void reached();
    }

    /** A transaction that is stopped on its way. */
    public interface First {
        void run(Point point);
    }

    public static void of(First first, Runnable second) {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Future<?> one = threads.submit(() -> QuarkusTransaction.requiringNew().run(() -> first.run(() -> {
                reached.countDown();
                await(goOn);
            })));
            await(reached);
            Future<?> other = threads.submit(() -> QuarkusTransaction.requiringNew().run(second));
            try {
                other.get(BLOCKED_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                // It waits for the first: that is what a lock is for.
            }
            goOn.countDown();
            one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            other.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new IllegalStateException(e);
        } finally {
            goOn.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
