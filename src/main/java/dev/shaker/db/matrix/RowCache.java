package dev.shaker.db.matrix;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.runtime.MixerConfig;

/**
 * Rows of matrices in memory, as many as fit: the conflicts alone, four bytes a pair. A row never changes, so a new generation of
 * a space costs what is new in it. What does not fit is read again by whoever needs it; a space larger than the budget does not
 * push out what it has just read itself.
 */
@ApplicationScoped
class RowCache {
    private final long budget;
    private final Map<Key, Kept> rows = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long reads;

    private record Key(long registration, Basis basis) {}

    /** @param read which reading of a whole matrix used the row last */
    private record Kept(FsdCells cells, long read) {
        long bytes() {
            byte[] totals = cells.totals();
            return 128L + cells.conflicts().length + (totals == null ? 0 : totals.length);
        }
    }

    @Inject
    RowCache(MixerConfig settings) {
        this(settings.matrixMemory().asLongValue());
    }

    /** @param budget bytes */
    RowCache(long budget) {
        this.budget = budget;
    }

    /** Begins a reading: what it uses is not given up for what it meets later. */
    synchronized long begin() {
        return ++reads;
    }

    synchronized Optional<FsdCells> find(long registration, Basis basis, long reading) {
        return Optional.ofNullable(rows.computeIfPresent(new Key(registration, basis),
                (key, kept) -> new Kept(kept.cells(), Math.max(kept.read(), reading)))).map(Kept::cells);
    }

    /** @param cells without both-non-zero */
    synchronized void keep(long registration, Basis basis, FsdCells cells, long reading) {
        Kept kept = new Kept(cells, reading);
        Iterator<Kept> oldest = rows.values().iterator();
        while (bytes + kept.bytes() > budget && oldest.hasNext()) {
            Kept candidate = oldest.next();
            if (candidate.read() >= reading) {
                return;
            }
            bytes -= candidate.bytes();
            oldest.remove();
        }
        if (bytes + kept.bytes() <= budget && rows.putIfAbsent(new Key(registration, basis), kept) == null) {
            bytes += kept.bytes();
        }
    }

    synchronized long bytes() {
        return bytes;
    }
}
