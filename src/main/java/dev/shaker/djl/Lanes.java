package dev.shaker.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Threads that evaluate side by side, each with its share of the cores. Where one operation is split over the cores, all of
 * them wait for the slowest at its end, hundreds of times in a batch; lanes wait for each other once, at the end of all work.
 */
final class Lanes implements AutoCloseable {
    /** More would only fill the memory: what one lane leaves idle the threads of its operations take. */
    private static final int MOST = 8;
    private static final long LOOK_MILLIS = 200;

    private final int count;
    private final ExecutorService threads;

    /** On a GPU there is one lane: operations queue up there anyhow. */
    Lanes(TorchDevice device) {
        int cores = device.threads();
        this.count = device.isGpu() ? 1 : Math.min(cores, MOST);
        this.threads = Executors.newFixedThreadPool(count, work -> Thread.ofPlatform().daemon().name("lane")
                .unstarted(() -> {
                    device.useThreads(Math.max(1, cores / count), cores);
                    work.run();
                }));
    }

    int count() {
        return count;
    }

    /**
     * Works on all inputs and waits for the end of it, even where one fails or the caller is interrupted: whoever returned
     * earlier would close what lanes still use.
     *
     * @param wanted asked by the calling thread; once it says no, or the thread is interrupted, nothing further is begun
     * @return results in the order of the inputs, empty where not all were wanted
     */
    <T, R> Optional<List<R>> map(List<T> inputs, Function<T, R> work, BooleanSupplier wanted) {
        AtomicReferenceArray<R> results = new AtomicReferenceArray<>(inputs.size());
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        AtomicInteger next = new AtomicInteger();
        CountDownLatch ended = new CountDownLatch(count);
        for (int lane = 0; lane < count; lane++) {
            threads.execute(() -> {
                try {
                    for (int i = next.getAndIncrement(); i < inputs.size(); i = next.getAndIncrement()) {
                        results.set(i, work.apply(inputs.get(i)));
                    }
                } catch (RuntimeException | Error e) {
                    failures.add(e);
                    next.set(inputs.size());
                } finally {
                    ended.countDown();
                }
            });
        }
        boolean stopped = awaitWhile(() -> asked(wanted, failures), ended, () -> next.set(inputs.size()));
        switch (failures.peek()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {
                // Nothing failed.
            }
        }
        return stopped ? Optional.empty() : Optional.of(list(results));
    }

    private static boolean asked(BooleanSupplier wanted, Queue<Throwable> failures) {
        try {
            return wanted.getAsBoolean();
        } catch (RuntimeException e) {
            failures.add(e);
            return false;
        }
    }

    /** Returns whether the work was stopped before its end. */
    private static boolean awaitWhile(BooleanSupplier wanted, CountDownLatch ended, Runnable stop) {
        boolean stopped = false;
        boolean interrupted = false;
        while (true) {
            try {
                if (ended.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
                if (!stopped && !wanted.getAsBoolean()) {
                    stopped = true;
                    stop.run();
                }
            } catch (InterruptedException e) {
                interrupted = true;
                stopped = true;
                stop.run();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return stopped;
    }

    private static <R> List<R> list(AtomicReferenceArray<R> results) {
        List<R> list = new ArrayList<>(results.length());
        for (int i = 0; i < results.length(); i++) {
            list.add(results.get(i));
        }
        return list;
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
