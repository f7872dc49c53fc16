package dev.shaker.pipeline.registration;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.UpdateSample;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.PairCounter;
import dev.shaker.fsd.RowCounter;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.pipeline.ObjectAt;
import dev.shaker.pipeline.SpaceLedger.Current;
import dev.shaker.pipeline.SpaceLedger.Entry;
import dev.shaker.tensor.ByteSource;
import dev.shaker.tensor.SignPlaneFile;
import dev.shaker.tensor.SignPlanes;

/**
 * Packed sign planes: a quarter of a byte per parameter, stored beside the adapters and kept in memory while there is room,
 * so that a new adapter never costs reading the others' weights. They come as an object for each adapter, and are packed many
 * to an object ({@link PlanePacking}), which is read in pieces by several threads.
 */
@ApplicationScoped
class PlaneLibrary {
    private static final String FILE = "signs.planes";
    private static final String UPDATE_FILE = "update";
    private static final String END = ".planes";

    /** More than cores: a process that has just started waits for the store most of the time. */
    private static final int THREADS = 4 * Runtime.getRuntime().availableProcessors();
    /** Bytes of a pack that are read at once. */
    private static final long PIECE = 4 << 20;
    /** Adapters in memory that one task counts. */
    private static final int TOGETHER = 256;

    private final AdapterStore store;
    private final PlaneCache kept;
    private final long memory;

    PlaneLibrary(AdapterStore store, PlaneSettings settings) {
        this.memory = settings.registration();
        this.store = store;
        this.kept = new PlaneCache(settings.memory());
    }

    /** Counts two adapters by their planes; empty where they are not comparable. */
    @FunctionalInterface
    interface Counting {
        Optional<PairConflicts> count(Map<String, SignPlanes> a, Map<String, SignPlanes> b, Basis basis);
    }

    /** An adapter that has planes in a basis, and where. */
    record Located(DomainName domain, String location) {}

    /** Planes that are read with others. */
    private record Wanted(DomainName domain, PlanePlace place) {}

    /** @return the location of the object */
    String store(AdapterId adapterId, SequencedMap<String, SignPlanes> planes) {
        return store(adapterId, FILE, planes);
    }

    /** An adapter of two spaces that sample differently has an object for each. */
    String storeUpdate(AdapterId adapterId, Optional<UpdateSample> sample, SequencedMap<String, SignPlanes> planes) {
        return store(adapterId, UPDATE_FILE
                + sample.map(some -> "-" + some.elements() + "-" + some.seed()
                        + (some.leastRows() == UpdateSample.LEAST_ROWS ? "" : "-" + some.leastRows())).orElse("")
                + END, planes);
    }

    private String store(AdapterId adapterId, String file, SequencedMap<String, SignPlanes> planes) {
        String prefix = store.locate("planes/" + adapterId + "/");
        try (OutputStream out = store.sink(prefix).create(file)) {
            SignPlaneFile.write(out, adapterId.hex(), planes);
        } catch (IOException e) {
            throw new ShakerException(ErrorCode.STORE_UNAVAILABLE,
                    "the sign planes of adapter " + adapterId + " could not be written to " + prefix, e);
        }
        kept.keep(prefix + file, planes);
        return prefix + file;
    }

    /** Where the planes of an adapter are, empty where it has none in that basis. */
    static Optional<Located> located(DomainName domain, String planes, @Nullable String updatePlanes, Basis basis) {
        return Optional.ofNullable(basis == Basis.FACTORS ? planes : updatePlanes)
                .map(location -> new Located(domain, location));
    }

    static Optional<Located> located(Current adapter, Basis basis) {
        return located(adapter.domain(), adapter.planes(), adapter.updatePlanes(), basis);
    }

    SequencedMap<String, SignPlanes> load(String location) {
        return kept.find(location).orElseGet(() -> {
            PlanePlace place = PlanePlace.of(location);
            ByteSource object = ObjectAt.open(store, place.object());
            return place.whole()
                    ? read(location, object)
                    : read(location, new PartSource(object, place,
                            object.read(place.offset(), Math.toIntExact(place.length())), place.offset()));
        });
    }

    /** A new row of the matrix. An adapter that is not comparable, or has no planes in this basis, is left out. */
    List<Entry> row(SequencedMap<String, SignPlanes> planes, List<Current> others, Basis basis) {
        Map<DomainName, PairConflicts> counts = counts(planes,
                others.stream().flatMap(other -> located(other, basis).stream()).toList(), basis, PairCounter::sums);
        List<Entry> row = new ArrayList<>(counts.size());
        for (Current other : others) {
            PairConflicts pair = counts.get(other.domain());
            if (pair != null) {
                row.add(new Entry(other.registration(), other.slot(), pair));
            }
        }
        return row;
    }

    /** The row of an adapter that is current, counted anew in every basis that it has planes in. */
    Map<Basis, List<Entry>> rows(Current adapter, List<Current> others) {
        Map<Basis, List<Entry>> rows = new EnumMap<>(Basis.class);
        for (Basis basis : Basis.values()) {
            located(adapter, basis).ifPresent(mine -> rows.put(basis, row(load(mine.location()), others, basis)));
        }
        return rows;
    }

    /** Planes against those of others, by domain; each thread holds those of a few others at a time. */
    SortedMap<DomainName, PairConflicts> counts(SequencedMap<String, SignPlanes> planes, List<Located> others,
            Basis basis,
            Counting counting) {
        kept.nextRow();
        List<Callable<Map<DomainName, PairConflicts>>> tasks = new ArrayList<>();
        Map<String, List<Wanted>> packs = new LinkedHashMap<>();
        Map<DomainName, SequencedMap<String, SignPlanes>> inMemory = new LinkedHashMap<>();
        for (Located other : others) {
            String location = other.location();
            SequencedMap<String, SignPlanes> found = kept.find(location).orElse(null);
            PlanePlace place = PlanePlace.of(location);
            if (found != null) {
                inMemory.put(other.domain(), found);
                if (inMemory.size() == TOGETHER) {
                    tasks.add(counted(planes, Map.copyOf(inMemory), basis, counting));
                    inMemory.clear();
                }
            } else if (place.whole()) {
                tasks.add(() -> counted(planes, Map.of(other.domain(), load(location)), basis, counting).call());
            } else {
                packs.computeIfAbsent(place.object(), object -> new ArrayList<>())
                        .add(new Wanted(other.domain(), place));
            }
        }
        tasks.add(counted(planes, Map.copyOf(inMemory), basis, counting));
        packs.forEach((object, wanted) -> {
            for (List<Wanted> piece : pieces(wanted)) {
                tasks.add(() -> counted(planes, read(object, piece), basis, counting).call());
            }
        });
        NavigableMap<DomainName, PairConflicts> row = new TreeMap<>();
        RowCounter.inParallel(tasks, threads(planes)).forEach(row::putAll);
        return row;
    }

    /** Each holds the planes of another adapter, which are about as large. */
    private int threads(SequencedMap<String, SignPlanes> planes) {
        long bytes = Math.max(1, RegistrationMemory.bytes(planes));
        return Math.clamp((memory - bytes) / bytes, 1, THREADS);
    }

    /** What was read under one location is under another now. */
    void moved(String from, String to) {
        kept.move(from, to);
    }

    private static Callable<Map<DomainName, PairConflicts>> counted(SequencedMap<String, SignPlanes> planes,
            Map<DomainName, SequencedMap<String, SignPlanes>> others, Basis basis, Counting counting) {
        return () -> {
            Map<DomainName, PairConflicts> counts = new TreeMap<>();
            others.forEach((domain, theirs) -> counting.count(planes, theirs, basis)
                    .ifPresent(pair -> counts.put(domain, pair)));
            return counts;
        };
    }

    /** Parts of one object that are read at once, in its order. */
    private static List<List<Wanted>> pieces(List<Wanted> wanted) {
        wanted.sort(Comparator.comparingLong(one -> one.place().offset()));
        List<List<Wanted>> pieces = new ArrayList<>();
        List<Wanted> piece = new ArrayList<>();
        for (Wanted next : wanted) {
            if (!piece.isEmpty() && next.place().end() - piece.getFirst().place().offset() > PIECE) {
                pieces.add(piece);
                piece = new ArrayList<>();
            }
            piece.add(next);
        }
        pieces.add(piece);
        return pieces;
    }

    private Map<DomainName, SequencedMap<String, SignPlanes>> read(String object, List<Wanted> piece) {
        ByteSource source = ObjectAt.open(store, object);
        long start = piece.getFirst().place().offset();
        ByteBuffer bytes = source.read(start, Math.toIntExact(piece.getLast().place().end() - start));
        Map<DomainName, SequencedMap<String, SignPlanes>> planes = new LinkedHashMap<>();
        for (Wanted wanted : piece) {
            planes.put(wanted.domain(),
                    read(wanted.place().location(), new PartSource(source, wanted.place(), bytes, start)));
        }
        return planes;
    }

    private SequencedMap<String, SignPlanes> read(String location, ByteSource source) {
        SequencedMap<String, SignPlanes> planes = SignPlaneFile.open(source).readAll();
        kept.keep(location, planes);
        return planes;
    }
}
