package dev.shaker.served;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/** Work that waits for answers, many at a time and no more than allowed over all evaluations. */
final class InFlight implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places;
    private final Runnable advanced;

    /** @param advanced called after each piece of work */
    InFlight(int most, Runnable advanced) {
        this.places = new Semaphore(most);
        this.advanced = advanced;
    }

    /** Results in the order of the items; after the first failure nothing more is begun, and it is thrown. */
    <T, R> List<R> map(List<T> items, Function<T, R> work) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        List<Future<R>> futures = new ArrayList<>(items.size());
        for (T item : items) {
            futures.add(threads.submit(() -> one(item, work, failure)));
        }
        List<R> results = new ArrayList<>(items.size());
        try {
            for (Future<R> future : futures) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            failure.compareAndSet(null, e);
        } catch (ExecutionException | CancellationException e) {
            failure.compareAndSet(null, e);
        }
        futures.forEach(future -> future.cancel(true));
        switch (failure.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> throw new IllegalStateException("ended while requests were in flight", failure.get());
        }
    }

    private <T, R> R one(T item, Function<T, R> work, AtomicReference<@Nullable Throwable> failure)
            throws InterruptedException {
        places.acquire();
        try {
            if (failure.get() != null) {
                throw new CancellationException();
            }
            R result = work.apply(item);
            advanced.run();
            return result;
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
            throw e;
        } finally {
            places.release();
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
