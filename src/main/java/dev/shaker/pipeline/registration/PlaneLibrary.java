package dev.shaker.pipeline.registration;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.RowCounter;
import dev.shaker.pipeline.ObjectAt;
import dev.shaker.pipeline.SpaceLedger.Current;
import dev.shaker.pipeline.SpaceLedger.Entry;
import dev.shaker.tensor.SignPlaneFile;
import dev.shaker.tensor.SignPlanes;

/**
 * Packed sign planes: a quarter of a byte per parameter, stored as one object beside the adapters and kept in memory while
 * there is room, so that a new adapter never costs reading the others' weights.
 */
@ApplicationScoped
class PlaneLibrary {
    private static final String FILE = "signs.planes";
    private static final String UPDATE_FILE = "update.planes";

    /** More than cores: a process that has just started waits for the store most of the time. */
    private static final int THREADS = 4 * Runtime.getRuntime().availableProcessors();

    private final AdapterStore store;
    private final long budget;
    private final Map<String, SequencedMap<String, SignPlanes>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long keptBytes;

    PlaneLibrary(AdapterStore store, PlaneSettings settings) {
        this.store = store;
        this.budget = settings.memory();
    }

    /** @return the location of the object */
    String store(String adapterId, Basis basis, SequencedMap<String, SignPlanes> planes) {
        String prefix = store.locate("planes/" + adapterId + "/");
        String file = basis == Basis.FACTORS ? FILE : UPDATE_FILE;
        try (OutputStream out = store.sink(prefix).create(file)) {
            SignPlaneFile.write(out, adapterId, planes);
        } catch (IOException e) {
            throw new ShakerException(ErrorCode.STORE_UNAVAILABLE,
                    "the sign planes of adapter " + adapterId + " could not be written to " + prefix, e);
        }
        keep(prefix + file, planes);
        return prefix + file;
    }

    SequencedMap<String, SignPlanes> load(String location) {
        synchronized (kept) {
            SequencedMap<String, SignPlanes> planes = kept.get(location);
            if (planes != null) {
                return planes;
            }
        }
        SequencedMap<String, SignPlanes> planes = SignPlaneFile.open(ObjectAt.open(store, location)).readAll();
        keep(location, planes);
        return planes;
    }

    /**
     * A new row of the matrix: the planes against those of every other adapter, one of them at a time in memory. An adapter
     * that is not comparable, or has no planes in this basis, is left out.
     */
    List<Entry> row(SequencedMap<String, SignPlanes> planes, List<Current> others, Basis basis) {
        Map<String, String> locations = new LinkedHashMap<>();
        for (Current other : others) {
            String location = basis == Basis.FACTORS ? other.planes() : other.updatePlanes();
            if (location != null) {
                locations.put(other.domain(), location);
            }
        }
        Map<String, PairConflicts> counts = RowCounter.row(planes, locations.keySet(),
                domain -> load(locations.getOrDefault(domain, "")), basis, THREADS);
        List<Entry> row = new ArrayList<>(counts.size());
        for (Current other : others) {
            PairConflicts pair = counts.get(other.domain());
            if (pair != null) {
                row.add(new Entry(other.registration(), pair));
            }
        }
        return row;
    }

    /** The row of an adapter that is current, counted anew in every basis that it has planes in. */
    Map<Basis, List<Entry>> rows(Current adapter, List<Current> others) {
        Map<Basis, List<Entry>> rows = new EnumMap<>(Basis.class);
        rows.put(Basis.FACTORS, row(load(adapter.planes()), others, Basis.FACTORS));
        String update = adapter.updatePlanes();
        if (update != null) {
            rows.put(Basis.UPDATE, row(load(update), others, Basis.UPDATE));
        }
        return rows;
    }

    private void keep(String location, SequencedMap<String, SignPlanes> planes) {
        long bytes = bytes(planes);
        synchronized (kept) {
            if (bytes > budget || kept.putIfAbsent(location, planes) != null) {
                return;
            }
            keptBytes += bytes;
            var oldest = kept.entrySet().iterator();
            while (keptBytes > budget) {
                keptBytes -= bytes(oldest.next().getValue());
                oldest.remove();
            }
        }
    }

    private static long bytes(SequencedMap<String, SignPlanes> planes) {
        long bits = 0;
        for (SignPlanes plane : planes.values()) {
            bits += 2 * plane.elements();
        }
        return bits / Byte.SIZE;
    }
}
