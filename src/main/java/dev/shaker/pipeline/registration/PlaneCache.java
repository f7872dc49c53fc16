package dev.shaker.pipeline.registration;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

import dev.shaker.tensor.SignPlanes;

/**
 * Sign planes in memory, as many as fit. A row reads those of all adapters in turn: of more than fit, what was read last would
 * push out what is needed next, so what this row or the one before it has used stays, and the rest is read again.
 */
final class PlaneCache {
    /** Objects of a layer: two arrays, the planes, the entry of the map. */
    private static final int LAYER = 160;

    private final long budget;
    private final Map<String, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long rows;

    private record Kept(SequencedMap<String, SignPlanes> planes, long bytes, long row) {}

    PlaneCache(long budget) {
        this.budget = budget;
    }

    /** The next row begins. */
    synchronized void nextRow() {
        rows++;
    }

    synchronized Optional<SequencedMap<String, SignPlanes>> find(String location) {
        return Optional.ofNullable(
                kept.computeIfPresent(location, (key, found) -> new Kept(found.planes(), found.bytes(), rows)))
                .map(Kept::planes);
    }

    synchronized void keep(String location, SequencedMap<String, SignPlanes> planes) {
        long size = bytes(planes);
        Iterator<Kept> oldest = kept.values().iterator();
        while (bytes + size > budget && oldest.hasNext()) {
            Kept candidate = oldest.next();
            if (candidate.row() >= rows - 1) {
                return;
            }
            bytes -= candidate.bytes();
            oldest.remove();
        }
        if (bytes + size <= budget && kept.putIfAbsent(location, new Kept(planes, size, rows)) == null) {
            bytes += size;
        }
    }

    synchronized void move(String from, String to) {
        Kept moved = kept.remove(from);
        if (moved != null && kept.putIfAbsent(to, moved) != null) {
            bytes -= moved.bytes();
        }
    }

    private static long bytes(SequencedMap<String, SignPlanes> planes) {
        long bytes = 0;
        for (SignPlanes plane : planes.values()) {
            bytes += LAYER + 2L * Long.BYTES * plane.sign().length;
        }
        return bytes;
    }
}
