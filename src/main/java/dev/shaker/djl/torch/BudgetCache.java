package dev.shaker.djl.torch;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

import org.jspecify.annotations.Nullable;

/** Keeps what was used last within a number of bytes; what falls out is closed. The newest entry stays whatever its size. */
public final class BudgetCache<K, V extends AutoCloseable> implements AutoCloseable {
    private record Entry<V>(V value, long bytes) {}

    private final LinkedHashMap<K, Entry<V>> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final long budget;
    private final ToLongFunction<V> size;
    private long used;

    public BudgetCache(long budget, ToLongFunction<V> size) {
        this.budget = budget;
        this.size = size;
    }

    public V get(K key, Supplier<V> source) {
        @Nullable
        Entry<V> found = entries.get(key);
        if (found != null) {
            return found.value();
        }
        V made = source.get();
        Entry<V> entry = new Entry<>(made, size.applyAsLong(made));
        entries.put(key, entry);
        used += entry.bytes();
        Iterator<Map.Entry<K, Entry<V>>> oldest = entries.entrySet().iterator();
        while (used > budget && entries.size() > 1) {
            Entry<V> victim = oldest.next().getValue();
            oldest.remove();
            used -= victim.bytes();
            close(victim.value());
        }
        return made;
    }

    public int size() {
        return entries.size();
    }

    @Override
    public void close() {
        entries.values().forEach(entry -> close(entry.value()));
        entries.clear();
        used = 0;
    }

    private static void close(AutoCloseable value) {
        try {
            value.close();
        } catch (Exception e) {
            throw new IllegalStateException("closing a kept value failed", e);
        }
    }
}
