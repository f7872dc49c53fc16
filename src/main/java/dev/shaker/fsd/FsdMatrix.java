package dev.shaker.fsd;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;

/**
 * The matrix S of one space (Alg. 3): symmetric, zero diagonal, exact. A pair that cannot be compared is absent and never
 * counts as 1. Immutable; the order of the adapters is the one given and no result depends on it.
 */
public final class FsdMatrix implements FsdView {
    private final List<Entry> entries;
    private final Map<DomainName, Integer> byDomain = new HashMap<>();
    private final PairTriangle pairs;
    /** Means of the rows, made when they are first asked for; two threads make the same. */
    private final @Nullable FsdAverage[] averages;

    /** One adapter of the matrix: a domain has one current adapter. */
    public record Entry(DomainName domain, AdapterId adapterId) {}

    private FsdMatrix(List<Entry> entries, PairTriangle pairs) {
        this.entries = List.copyOf(entries);
        this.pairs = pairs;
        this.averages = new FsdAverage[entries.size()];
        for (int i = 0; i < entries.size(); i++) {
            byDomain.put(entries.get(i).domain(), i);
        }
    }

    public static FsdMatrix empty() {
        return new FsdMatrix(List.of(), new PairTriangle());
    }

    /** Collects adapters and pairs in any order. */
    public static Builder builder() {
        return new Builder();
    }

    /** This matrix with one adapter more. {@code row}: counts by domain of the others; a domain left out is not comparable. */
    public FsdMatrix with(Entry entry, Map<DomainName, PairConflicts> row) {
        var builder = new Builder();
        entries.forEach(one -> builder.add(one.domain(), one.adapterId()));
        builder.pairs.copy(pairs, entries.size());
        builder.add(entry.domain(), entry.adapterId());
        row.forEach((domain, pair) -> builder.pair(domain, entry.domain(), pair));
        return builder.build();
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public List<Entry> entries() {
        return entries;
    }

    @Override
    public Entry entry(int index) {
        return entries.get(index);
    }

    @Override
    public OptionalInt indexOf(DomainName domain) {
        Integer index = byDomain.get(domain);
        return index == null ? OptionalInt.empty() : OptionalInt.of(index);
    }

    /** The matrix of some of its domains, in the order given. */
    public FsdMatrix restrictedTo(List<DomainName> domains) {
        Builder builder = builder();
        for (DomainName domain : domains) {
            builder.add(domain, entries.get(indexOf(domain).orElseThrow()).adapterId());
        }
        for (int a = 0; a < domains.size(); a++) {
            for (int b = 0; b < a; b++) {
                DomainName one = domains.get(a);
                DomainName other = domains.get(b);
                pair(indexOf(one).orElseThrow(), indexOf(other).orElseThrow())
                        .ifPresent(counts -> builder.pair(one, other, counts));
            }
        }
        return builder.build();
    }

    @Override
    public FsdMatrix among(List<Integer> some) {
        return restrictedTo(some.stream().map(i -> entry(i).domain()).toList());
    }

    @Override
    public FsdRow row(int i) {
        FsdRow row = new FsdRow(size());
        for (int j = 0; j < size(); j++) {
            if (j != i) {
                pairs.copyTo(row, j, Math.max(i, j), Math.min(i, j));
            }
        }
        return row;
    }

    @Override
    public void pairs(PairVisitor visitor) {
        for (int i = 0; i < size(); i++) {
            for (int j = 0; j < i; j++) {
                pairs.tell(visitor, i, j);
            }
        }
    }

    /** The counts of two different adapters, empty where they are not comparable. */
    public Optional<PairConflicts> pair(int i, int j) {
        if (i == j) {
            throw new IllegalArgumentException("an adapter has no counts against itself");
        }
        return pairs.get(Math.max(i, j), Math.min(i, j));
    }

    /** FSD, 0 on the diagonal, empty where not comparable. */
    public Optional<Ratio> fsd(int i, int j) {
        return i == j ? Optional.of(Ratio.ZERO) : pair(i, j).map(PairConflicts::fsd);
    }

    /** FSD over the positions where both are non-zero. */
    public Optional<Ratio> fsdBothNonZero(int i, int j) {
        return i == j ? Optional.of(Ratio.ZERO) : pair(i, j).map(PairConflicts::fsdBothNonZero);
    }

    /** avg_i as the paper has it: the row's mean with its zero diagonal, divided by the k comparable adapters with itself. */
    public Ratio averageIncludingSelf(int i) {
        return average(i).includingSelf();
    }

    /** The row's mean without the diagonal, divided by k - 1; empty where nothing is comparable. */
    public Optional<Ratio> averageOfOthers(int i) {
        return average(i).ofOthers();
    }

    @Override
    public FsdAverage average(int i) {
        FsdAverage known = averages[i];
        if (known == null) {
            var row = new RowSum();
            for (int j = 0; j < size(); j++) {
                if (j != i) {
                    pairs.addTo(row, Math.max(i, j), Math.min(i, j));
                }
            }
            known = row.average(entry(i).domain(), entry(i).adapterId());
            averages[i] = known;
        }
        return known;
    }

    /**
     * A mean over more adapters than some that stand in this matrix.
     *
     * @param some domains whose cells leave it
     * @param average of a row of this matrix or of a larger one
     */
    public FsdAverage without(Set<DomainName> some, FsdAverage average) {
        OptionalInt own = indexOf(average.domain());
        FsdAverage rest = average;
        for (DomainName domain : some) {
            OptionalInt other = indexOf(domain);
            if (own.isPresent() && other.isPresent() && !own.equals(other)) {
                rest = fsd(own.getAsInt(), other.getAsInt()).map(rest::without).orElse(rest);
            }
        }
        return rest;
    }

    /** Collects the adapters and counts of a matrix. Not safe for use by several threads. */
    public static final class Builder {
        private final List<Entry> entries = new ArrayList<>();
        private final Map<DomainName, Integer> byDomain = new HashMap<>();
        private final PairTriangle pairs = new PairTriangle();

        private Builder() {
        }

        public Builder add(DomainName domain, AdapterId adapterId) {
            if (byDomain.putIfAbsent(domain, entries.size()) != null) {
                throw new IllegalArgumentException("domain '" + domain + "' is in the matrix twice");
            }
            pairs.grow(entries.size() + 1);
            entries.add(new Entry(domain, adapterId));
            return this;
        }

        /** Counts of two domains that were added before, in either order. */
        public Builder pair(DomainName domainA, DomainName domainB, PairConflicts counts) {
            Integer a = byDomain.get(domainA);
            Integer b = byDomain.get(domainB);
            if (a == null || b == null) {
                throw new IllegalArgumentException("add '" + domainA + "' and '" + domainB + "' before their pair");
            }
            if (a.equals(b)) {
                throw new IllegalArgumentException("domain '" + domainA + "' has no counts against itself");
            }
            pairs.set(Math.max(a, b), Math.min(a, b), counts);
            return this;
        }

        public FsdMatrix build() {
            return new FsdMatrix(entries, pairs);
        }
    }
}
