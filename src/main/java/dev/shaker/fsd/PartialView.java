package dev.shaker.fsd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import dev.shaker.identity.DomainName;

/** A view without some of its adapters: their cells leave the means. */
final class PartialView implements FsdView {
    private final FsdView all;
    private final List<FsdMatrix.Entry> entries = new ArrayList<>();
    private final Map<DomainName, Integer> byDomain = new HashMap<>();
    /** Indices of the whole by indices of this part, and back, -1 where left out. */
    private final List<Integer> places = new ArrayList<>();
    private final int[] parts;
    private final List<FsdRow> left = new ArrayList<>();

    PartialView(FsdView all, Set<DomainName> without) {
        this.all = all;
        this.parts = new int[all.size()];
        Arrays.fill(parts, -1);
        for (int i = 0; i < all.size(); i++) {
            FsdMatrix.Entry entry = all.entry(i);
            if (without.contains(entry.domain())) {
                left.add(all.row(i));
            } else {
                parts[i] = places.size();
                byDomain.put(entry.domain(), places.size());
                places.add(i);
                entries.add(entry);
            }
        }
    }

    @Override
    public List<FsdMatrix.Entry> entries() {
        return Collections.unmodifiableList(entries);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public FsdMatrix.Entry entry(int i) {
        return entries.get(i);
    }

    @Override
    public OptionalInt indexOf(DomainName domain) {
        Integer index = byDomain.get(domain);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    @Override
    public FsdAverage average(int i) {
        int place = places.get(i);
        FsdAverage whole = all.average(place);
        for (FsdRow row : left) {
            Optional<Ratio> fsd = row.fsd(place);
            if (fsd.isPresent()) {
                whole = whole.without(fsd.get());
            }
        }
        return whole;
    }

    @Override
    public FsdRow row(int i) {
        FsdRow whole = all.row(places.get(i));
        FsdRow row = new FsdRow(size());
        for (int j = 0; j < size(); j++) {
            int place = places.get(j);
            if (whole.comparable(place)) {
                row.set(j, whole.conflicts(place), whole.total(place));
            }
        }
        return row;
    }

    @Override
    public void pairs(PairVisitor visitor) {
        all.pairs((i, j, conflicts, total) -> {
            if (parts[i] >= 0 && parts[j] >= 0) {
                visitor.pair(parts[i], parts[j], conflicts, total);
            }
        });
    }

    @Override
    public void leastPairs(LeastSearch search) {
        all.leastPairs(new LeastSearch() {
            @Override
            public boolean wants(int i) {
                return parts[i] >= 0 && search.wants(parts[i]);
            }

            @Override
            public boolean mayBe(long conflicts, long total) {
                return search.mayBe(conflicts, total);
            }

            @Override
            public void pair(int i, int j, long conflicts, long total) {
                if (parts[i] >= 0 && parts[j] >= 0) {
                    search.pair(parts[i], parts[j], conflicts, total);
                }
            }
        });
    }

    @Override
    public FsdMatrix among(List<Integer> some) {
        return all.among(some.stream().map(places::get).toList());
    }
}
