package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The best subsets of each size on more and more rows, until the budget is spent: who is worse than the leader beyond doubt is
 * out, and a size is decided once nobody left can be better than its leader by more than the tolerance.
 */
final class Race {
    static final int FINALISTS = 8;

    private final Question question;
    private final Priors priors;
    private final Valuation valuation;
    private final int from;

    record Finalist(long mask, double score) {
        static final Comparator<Finalist> ORDER = Comparator.comparingDouble((Finalist one) -> -one.score())
                .thenComparingLong(Finalist::mask);
    }

    /** @param from rows that the finalists were compared on so far */
    Race(Question question, Priors priors, Valuation valuation, int from) {
        this.question = question;
        this.priors = priors;
        this.valuation = valuation;
        this.from = from;
    }

    /**
     * @param finalists by size, the best first
     * @return by size the winner: of those measured on the most rows
     */
    Map<Integer, Long> run(Map<Integer, List<Long>> finalists) {
        Map<Integer, List<Long>> left = new TreeMap<>(finalists);
        Map<Integer, Long> winners = new TreeMap<>();
        left.forEach((size, some) -> {
            // A size of which nothing was measured gets the one that is thought best.
            if (some.stream().noneMatch(mask -> valuation.measured(mask, from))
                    && valuation.spent() + valuation.cost(some.getFirst(), from) <= question.budget()) {
                valuation.measure(some.subList(0, 1), from);
            }
            List<Long> measured = some.stream().filter(mask -> valuation.measured(mask, from)).toList();
            if (!measured.isEmpty()) {
                winners.put(size, leader(measured, from));
            }
        });
        List<Integer> levels = levels();
        for (int level : levels) {
            Map<Integer, List<Long>> running = entered(left, level);
            TreeSet<Long> all = new TreeSet<>();
            running.values().forEach(all::addAll);
            valuation.measure(all, level);
            running.forEach((size, some) -> {
                long leader = leader(some, level);
                winners.put(size, leader);
                left.put(size, kept(some, leader, level, levels.size()));
            });
        }
        return winners;
    }

    private List<Integer> levels() {
        int all = valuation.allRows();
        return all > from ? RowSplit.levels(2 * from, all) : List.of();
    }

    /** Who runs at a level: rank by rank through all sizes, the closest ones first, while budget is left. One alone does not run. */
    private Map<Integer, List<Long>> entered(Map<Integer, List<Long>> left, int level) {
        Map<Integer, List<Long>> entered = new TreeMap<>();
        long cost = valuation.spent();
        for (int rank = 1; rank < FINALISTS; rank++) {
            for (Map.Entry<Integer, List<Long>> size : left.entrySet()) {
                if (size.getValue().size() > rank) {
                    List<Long> more = rank == 1
                            ? size.getValue().subList(0, 2)
                            : size.getValue().subList(rank, rank + 1);
                    long added = more.stream().mapToLong(mask -> valuation.cost(mask, level)).sum();
                    boolean first = rank == 1 || entered.containsKey(size.getKey());
                    if (first && cost + added <= question.budget()) {
                        cost += added;
                        entered.computeIfAbsent(size.getKey(), _ -> new ArrayList<>()).addAll(more);
                    }
                }
            }
        }
        return entered;
    }

    /** The leader and who may still be as good; nobody but the leader where nobody can be better by more than the tolerance. */
    private List<Long> kept(List<Long> some, long leader, int level, int looks) {
        double alpha = (1 - question.confidence()) / (looks * Math.max(1, some.size() - 1));
        List<Long> kept = new ArrayList<>();
        boolean open = false;
        for (long mask : some) {
            double ahead = valuation.ahead(leader, mask, level, alpha);
            if (mask == leader || ahead <= 0) {
                kept.add(mask);
                open |= mask != leader && -ahead > question.tolerance();
            }
        }
        kept.sort(Comparator.comparing((Long mask) -> mask != leader)
                .thenComparing(order(level)));
        return open ? kept : List.of(leader);
    }

    private long leader(List<Long> some, int level) {
        return some.stream().min(order(level)).orElseThrow();
    }

    /** The most accurate first; of equals the one of higher score, then the nearer, then the smaller mask. */
    private Comparator<Long> order(int level) {
        return Comparator.comparingDouble((Long mask) -> -valuation.score(mask, level))
                .thenComparingDouble(priors::meanOfPairs).thenComparingLong(mask -> mask);
    }
}
