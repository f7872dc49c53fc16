package dev.shaker.db.matrix;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What was read of spaces, each of it as long as its space has not changed, and as much of it as fits. What is asked for least goes
 * first; what is larger than everything that fits is read each time.
 *
 * @param <K> names what was read
 * @param <V> never changed once it was read
 */
public final class Remembered<K, V> {
    private final long budget;
    private final ToLongFunction<V> size;
    private final Map<K, Kept<V>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long taken;

    private record Kept<V>(long revision, V value, long size) {}

    /**
     * @param budget bytes
     * @param size bytes of a value, about
     */
    public Remembered(long budget, ToLongFunction<V> size) {
        this.budget = budget;
        this.size = size;
    }

    /**
     * @param revision as {@link SpaceRevisions#of} said before
     * @param read reads it where it is not remembered, given what it was before its space changed, if that is still there; several
     *        may read the same at one time
     */
    public V get(K key, long revision, Function<Optional<V>, V> read) {
        Kept<V> known;
        synchronized (this) {
            known = kept.get(key);
        }
        if (known != null && known.revision() == revision) {
            return known.value();
        }
        V value = read.apply(Optional.ofNullable(known).map(Kept::value));
        keep(key, new Kept<>(revision, value, size.applyAsLong(value)));
        return value;
    }

    private synchronized void keep(K key, Kept<V> fresh) {
        Kept<V> before = kept.remove(key);
        taken -= before == null ? 0 : before.size();
        if (fresh.size() > budget) {
            return;
        }
        Iterator<Kept<V>> oldest = kept.values().iterator();
        while (taken + fresh.size() > budget) {
            taken -= oldest.next().size();
            oldest.remove();
        }
        kept.put(key, fresh);
        taken += fresh.size();
    }
}
