package dev.shaker.mixture.merge;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.tensor.TensorType;

/**
 * Reads a few layers ahead on other threads, for a reader that takes each layer once and roughly in order. Each layer is
 * computed whole by one thread, so the number of threads changes no bit.
 */
public final class PrefetchedTensors implements Tensors, AutoCloseable {
    private final Tensors source;
    private final int ahead;
    private final ExecutorService pool;
    private final Map<String, Integer> places = new HashMap<>();
    private final Map<Integer, Future<float[]>> pending = new HashMap<>();
    private final Set<Integer> started = new HashSet<>();

    /** @param threads at least 1; as many layers are held at a time */
    public PrefetchedTensors(Tensors source, int threads) {
        this.source = source;
        this.ahead = threads;
        this.pool = Executors.newFixedThreadPool(threads);
        List<AdapterLayer> layers = source.layers();
        for (int i = 0; i < layers.size(); i++) {
            places.put(layers.get(i).name(), i);
        }
    }

    @Override
    public List<AdapterLayer> layers() {
        return source.layers();
    }

    @Override
    public TensorType type(AdapterLayer layer) {
        return source.type(layer);
    }

    @Override
    public float[] read(AdapterLayer layer) {
        int place = places.getOrDefault(layer.name(), 0);
        int last = Math.min(place + ahead, source.layers().size());
        for (int i = place; i < last; i++) {
            if (started.add(i)) {
                AdapterLayer next = source.layers().get(i);
                pending.put(i, pool.submit(() -> source.read(next)));
            }
        }
        Future<float[]> values = pending.remove(place);
        return values == null ? source.read(layer) : await(values);
    }

    /** Also ends layers that nobody will read any more. */
    @Override
    public void close() {
        pool.shutdownNow();
        pool.close();
    }

    private static float[] await(Future<float[]> values) {
        try {
            return values.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while merging", e);
        }
    }
}
