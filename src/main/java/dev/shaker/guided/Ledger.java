package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.shaker.identity.DomainName;

/** What was measured for one target, each mixture on the first so many search rows, and what that took. */
final class Ledger {
    private final TargetRows target;
    private final List<DomainName> candidates;
    private final SubsetMeasurer measurer;
    private final Map<Long, Entry> entries = new HashMap<>();
    private final List<Found.Traced> trace = new ArrayList<>();
    private long spent;

    private record Entry(int rows, float[] logits, BitSet right) {
        static final Entry NONE = new Entry(0, new float[0], new BitSet());

        Entry and(RowAnswers more, int to) {
            float[] all = Arrays.copyOf(logits, logits.length + more.logits().length);
            System.arraycopy(more.logits(), 0, all, logits.length, more.logits().length);
            BitSet both = (BitSet) right.clone();
            more.right().stream().forEach(row -> both.set(rows + row));
            return new Entry(to, all, both);
        }
    }

    Ledger(TargetRows target, List<DomainName> candidates, SubsetMeasurer measurer) {
        this.target = target;
        this.candidates = candidates;
        this.measurer = measurer;
    }

    TargetRows target() {
        return target;
    }

    /** Row evaluations so far. */
    long spent() {
        return spent;
    }

    /** Row evaluations that a mixture still takes up to a number of rows. */
    int cost(long mask, int rows) {
        return Math.max(0, rows - rows(mask));
    }

    List<Found.Traced> trace() {
        return trace;
    }

    /** On how many rows a mixture was measured, 0 where it was not. */
    int rows(long mask) {
        return entries.getOrDefault(mask, Entry.NONE).rows();
    }

    /** What is missing of mixtures up to a number of search rows: only the rows that are, a batch for each beginning. */
    List<Batch> missing(Collection<Long> masks, int rows) {
        SortedMap<Integer, List<Long>> byRows = new TreeMap<>();
        for (long mask : new TreeSet<>(masks)) {
            if (rows(mask) < rows) {
                byRows.computeIfAbsent(rows(mask), _ -> new ArrayList<>()).add(mask);
            }
        }
        List<Batch> batches = new ArrayList<>();
        byRows.forEach((from, some) -> batches.add(new Batch(target.domain(), candidates, some, from, rows)));
        return batches;
    }

    /** Measures what is missing of mixtures up to a number of search rows. */
    void measure(Collection<Long> masks, int rows) {
        for (Batch batch : missing(masks, rows)) {
            List<Long> some = batch.masks();
            List<RowAnswers> measured = measurer.measure(batch);
            for (int i = 0; i < some.size(); i++) {
                entries.put(some.get(i), entries.getOrDefault(some.get(i), Entry.NONE).and(measured.get(i), rows));
                trace.add(new Found.Traced(target.domain(), some.get(i), batch.from(), rows,
                        measured.get(i).right().cardinality()));
            }
            spent += batch.rowEvaluations();
        }
    }

    /** Mixtures on the confirm rows: these take no part in the choice. */
    Batch confirmation(List<Long> masks) {
        RowSplit split = target.split();
        return new Batch(target.domain(), candidates, masks, split.search(), split.order().size());
    }

    List<BitSet> confirmed(List<Long> masks) {
        return measurer.measure(confirmation(masks)).stream().map(RowAnswers::right).toList();
    }

    /** Every mixture that was measured. */
    Set<Long> masks() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    BitSet right(long mask) {
        return entries.getOrDefault(mask, Entry.NONE).right();
    }

    /** Right among the first rows of those that it was measured on. */
    int right(long mask, int rows) {
        return right(mask).get(0, rows).cardinality();
    }

    /** Logits of the first rows of those that it was measured on. */
    float[] logits(long mask, int rows) {
        return Arrays.copyOf(entries.getOrDefault(mask, Entry.NONE).logits(), rows * target.classes());
    }

    /** Logits of every mixture measured on at least so many rows, of these rows. */
    Map<Long, float[]> logits(int rows) {
        Map<Long, float[]> logits = new TreeMap<>();
        int numbers = rows * target.classes();
        entries.forEach((mask, entry) -> {
            if (entry.rows() >= rows && entry.logits().length >= numbers) {
                logits.put(mask, Arrays.copyOf(entry.logits(), numbers));
            }
        });
        return logits;
    }
}
