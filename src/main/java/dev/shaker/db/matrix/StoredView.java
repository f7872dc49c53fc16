package dev.shaker.db.matrix;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.db.matrix.StoredRows.Least;
import dev.shaker.db.matrix.StoredRows.Place;
import dev.shaker.fsd.FsdAverage;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdRow;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.identity.DomainName;

/** The matrix of some current adapters, whose rows are read when they are asked for, or are in the cache. */
final class StoredView implements FsdView {
    /** Rows at a time. */
    private static final int MOST_READ = 256;
    /** Bytes of rows that were put together: a choice of ten asks for ten, and whoever chooses anew for them again. */
    private static final long MOST_TOGETHER = 4L << 20;

    private final StoredRows rows;
    private final RowCache cache;
    private final Basis basis;
    private final List<Place> places;
    private final List<FsdMatrix.Entry> entries;
    private final List<FsdAverage> averages;
    private final Map<DomainName, Integer> byDomain = new HashMap<>();
    private final Map<Long, Integer> byRegistration = new HashMap<>();
    /** Of the places, apart from their objects: a reading of all pairs asks for each of them ten thousand times. */
    private final long[] registrations;
    private final int[] slots;
    /** Rows that were put together, those asked for last. */
    private final Map<Integer, FsdRow> together = new LinkedHashMap<>(16, 0.75f, true);
    private final Earlier earlier;
    private @Nullable List<Least> bounds;

    /**
     * What a view of the space knew before it changed. A count of two registrations never changes, nor does the bound of a row.
     *
     * @param places index of a registration in the rows
     * @param rows those put together, by registration; each leaves when it is put together anew
     */
    private record Earlier(Map<Long, Integer> places, Map<Long, FsdRow> rows, List<Least> bounds) {
        static final Earlier NOTHING = new Earlier(Map.of(), Map.of(), List.of());
    }

    /** @param averages of the places, in the same order */
    StoredView(StoredRows rows, RowCache cache, Basis basis, List<Place> places, List<FsdAverage> averages) {
        this(rows, cache, basis, places, averages, Earlier.NOTHING);
    }

    private StoredView(StoredRows rows, RowCache cache, Basis basis, List<Place> places, List<FsdAverage> averages,
            Earlier earlier) {
        this.earlier = earlier;
        this.rows = rows;
        this.cache = cache;
        this.basis = basis;
        this.places = List.copyOf(places);
        this.entries = places.stream().map(Place::entry).toList();
        this.averages = List.copyOf(averages);
        this.registrations = places.stream().mapToLong(Place::registration).toArray();
        this.slots = places.stream().mapToInt(Place::slot).toArray();
        for (int i = 0; i < places.size(); i++) {
            byDomain.put(places.get(i).entry().domain(), i);
            byRegistration.put(places.get(i).registration(), i);
        }
    }

    /** The view after changes, which reads only what this one has not read. */
    StoredView after(List<Place> nowPlaces, List<FsdAverage> nowAverages) {
        Map<Long, FsdRow> read = new HashMap<>();
        synchronized (together) {
            together.forEach((i, row) -> read.put(registrations[i], row));
        }
        List<Least> known;
        synchronized (this) {
            known = bounds == null ? List.of() : bounds;
        }
        return new StoredView(rows, cache, basis, nowPlaces, nowAverages, new Earlier(byRegistration, read, known));
    }

    @Override
    public List<FsdMatrix.Entry> entries() {
        return entries;
    }

    @Override
    public OptionalInt indexOf(DomainName domain) {
        Integer index = byDomain.get(domain);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    @Override
    public FsdAverage average(int i) {
        return averages.get(i);
    }

    /** About what it holds, with the rows that it may put together and those of the view before it. */
    long bytes() {
        return 600L * places.size() + 2 * Math.min(MOST_TOGETHER, places.size() * rowBytes());
    }

    private long rowBytes() {
        return 16L * places.size() + 64;
    }

    @Override
    public FsdRow row(int i) {
        synchronized (together) {
            FsdRow known = together.get(i);
            if (known != null) {
                return known;
            }
        }
        FsdRow row = putTogether(i);
        synchronized (together) {
            together.put(i, row);
            if (together.size() > MOST_TOGETHER / rowBytes()) {
                together.remove(together.keySet().iterator().next());
            }
        }
        return row;
    }

    private FsdRow putTogether(int i) {
        Place mine = places.get(i);
        FsdRow row = new FsdRow(size());
        List<Integer> unknown = takeEarlier(mine, row);
        long reading = cache.begin();
        Optional<FsdCells> own = Optional.empty();
        List<Long> unread = new ArrayList<>();
        for (int j : unknown) {
            Place other = places.get(j);
            if (other.registration() < mine.registration()) {
                own = own.or(() -> cache.find(mine.registration(), basis, reading)).or(() -> Optional.of(read(mine)));
                set(row, j, own.get(), other.slot());
            } else if (other.registration() > mine.registration()) {
                FsdCells theirs = cache.find(other.registration(), basis, reading).orElse(null);
                if (theirs == null) {
                    unread.add(other.registration());
                } else {
                    set(row, j, theirs, mine.slot());
                }
            }
        }
        if (!unread.isEmpty()) {
            rows.conflicts(unread, basis, mine.slot(), (registration, conflicts, total) -> {
                Integer at = byRegistration.get(registration);
                if (at != null) {
                    row.set(at, conflicts, total);
                }
            });
        }
        return row;
    }

    /** Takes over what an earlier view put together, and returns the others, of whom it says nothing. */
    private List<Integer> takeEarlier(Place mine, FsdRow row) {
        FsdRow known = null;
        if (!earlier.rows().isEmpty()) {
            synchronized (together) {
                known = earlier.rows().remove(mine.registration());
            }
        }
        if (known == null) {
            return IntStream.range(0, size()).boxed().toList();
        }
        List<Integer> unknown = new ArrayList<>();
        for (int j = 0; j < registrations.length; j++) {
            Integer at = earlier.places().get(registrations[j]);
            if (at == null) {
                unknown.add(j);
            } else if (known.comparable(at)) {
                row.set(j, known.conflicts(at), known.total(at));
            }
        }
        return unknown;
    }

    @Override
    public void pairs(PairVisitor visitor) {
        tell(visitor, IntStream.range(0, size()).boxed().toList());
    }

    /** All pairs of some rows. */
    private void tell(PairVisitor visitor, List<Integer> some) {
        long reading = cache.begin();
        List<Long> unread = new ArrayList<>();
        for (int i : some) {
            FsdCells cells = cache.find(places.get(i).registration(), basis, reading).orElse(null);
            if (cells == null) {
                unread.add(places.get(i).registration());
            } else {
                tell(visitor, i, cells);
            }
        }
        if (!unread.isEmpty()) {
            rows.read(unread, basis, false, (registration, cells) -> {
                cache.keep(registration, basis, cells, reading);
                tell(visitor, index(registration), cells);
            });
        }
    }

    /** Rows are read in the order of their bounds, a few more each time, until none that is left may hold a lesser pair. */
    @Override
    public void leastPairs(LeastSearch search) {
        List<Least> open = bounds().stream().filter(least -> search.wants(index(least.registration()))).toList();
        int read = 0;
        for (int some = 1; read < open.size(); some = Math.min(2 * some, MOST_READ)) {
            List<Integer> next = open.subList(read, Math.min(open.size(), read + some)).stream()
                    .filter(least -> mayBe(search, least)).map(least -> index(least.registration())).toList();
            if (next.isEmpty()) {
                return;
            }
            tell(search, next);
            read += some;
        }
    }

    /** Of all rows, the least first. */
    private synchronized List<Least> bounds() {
        if (bounds == null) {
            List<Least> all = new ArrayList<>();
            Set<Long> known = new HashSet<>();
            for (Least least : earlier.bounds()) {
                known.add(least.registration());
                if (byRegistration.containsKey(least.registration())) {
                    all.add(least);
                }
            }
            all.addAll(rows.least(places.stream().map(Place::registration).filter(place -> !known.contains(place))
                    .toList(), basis));
            all.sort(StoredView::compare);
            bounds = List.copyOf(all);
        }
        return bounds;
    }

    private static boolean mayBe(LeastSearch search, Least least) {
        Long conflicts = least.conflicts();
        return conflicts == null || search.mayBe(conflicts, least.total());
    }

    /** Unknown ones first. */
    private static int compare(Least a, Least b) {
        Long first = a.conflicts();
        Long second = b.conflicts();
        return first == null || second == null
                ? Boolean.compare(first != null, second != null)
                : PairConflicts.compare(first, a.total(), second, b.total());
    }

    private int index(long registration) {
        return byRegistration.getOrDefault(registration, -1);
    }

    @Override
    public FsdMatrix among(List<Integer> some) {
        FsdMatrix.Builder builder = FsdMatrix.builder();
        Map<Long, Place> chosen = new HashMap<>();
        for (int i : some) {
            Place place = places.get(i);
            builder.add(place.entry().domain(), place.entry().adapterId());
            chosen.put(place.registration(), place);
        }
        rows.read(chosen.keySet(), basis, true, (registration, cells) -> {
            Place mine = chosen.get(registration);
            for (Place other : chosen.values()) {
                if (mine != null && other.registration() < registration
                        && cells.conflicts(other.slot()) != FsdCells.ABSENT) {
                    builder.pair(mine.entry().domain(), other.entry().domain(),
                            cells.counts(other.slot()));
                }
            }
        });
        return builder.build();
    }

    private void tell(PairVisitor visitor, int i, FsdCells cells) {
        long mine = registrations[i];
        for (int j = 0; j < registrations.length; j++) {
            if (registrations[j] < mine) {
                long conflicts = cells.conflicts(slots[j]);
                if (conflicts != FsdCells.ABSENT) {
                    visitor.pair(i, j, conflicts, cells.total(slots[j]));
                }
            }
        }
    }

    private FsdCells read(Place place) {
        List<FsdCells> found = new ArrayList<>(1);
        rows.read(List.of(place.registration()), basis, false, (registration, cells) -> found.add(cells));
        // In basis update only LoRA adapters have a row.
        return found.isEmpty() ? FsdCells.of(List.of()) : found.get(0);
    }

    private static void set(FsdRow row, int at, FsdCells cells, int slot) {
        long conflicts = cells.conflicts(slot);
        if (conflicts != FsdCells.ABSENT) {
            row.set(at, conflicts, cells.total(slot));
        }
    }

}
