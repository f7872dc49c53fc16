package dev.shaker.fsd;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.tensor.SignPlanes;

/** One new row of the matrix: the new adapter's planes against the stored planes of all others, whose weights stay unread. */
public final class RowCounter {
    private RowCounter() {
    }

    /**
     * Counts the new adapter against each other one. Each thread holds the planes of one other adapter at a time.
     *
     * @param planes the new adapter's, as {@code AdapterScan} gives them
     * @param others keys of the others, in any order: domains, or adapter ids
     * @param load the planes of one of them; called by several threads where {@code threads} is above 1
     * @return counts by key; a key left out is not comparable
     */
    public static <K extends Comparable<K>> SortedMap<K, PairConflicts> row(Map<String, SignPlanes> planes,
            Collection<K> others,
            Function<K, ? extends Map<String, SignPlanes>> load, Basis basis, int threads) {
        SortedMap<K, PairConflicts> row = new TreeMap<>();
        if (threads <= 1 || others.size() <= 1) {
            for (K other : others) {
                PairCounter.count(planes, load.apply(other), basis).ifPresent(pair -> row.put(other, pair));
            }
            return row;
        }
        List<K> keys = List.copyOf(others);
        List<Callable<Optional<PairConflicts>>> counts = new ArrayList<>(keys.size());
        for (K other : keys) {
            counts.add(() -> PairCounter.count(planes, load.apply(other), basis));
        }
        List<Optional<PairConflicts>> counted = inParallel(counts, threads);
        for (int i = 0; i < keys.size(); i++) {
            K other = keys.get(i);
            counted.get(i).ifPresent(pair -> row.put(other, pair));
        }
        return row;
    }

    /** Results in the order of the tasks; the first task that throws ends it. */
    public static <T> List<T> inParallel(List<Callable<T>> tasks, int threads) {
        List<Future<T>> futures = new ArrayList<>(tasks.size());
        List<T> results = new ArrayList<>(tasks.size());
        try (var pool = Executors.newFixedThreadPool(Math.max(1, Math.min(threads, tasks.size())))) {
            try {
                tasks.forEach(task -> futures.add(pool.submit(task)));
                for (Future<T> future : futures) {
                    results.add(future.get());
                }
            } finally {
                pool.shutdownNow();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while counting a row", e);
        }
        return results;
    }
}
