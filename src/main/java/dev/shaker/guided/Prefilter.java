package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import dev.shaker.evaluation.sweep.Subsets;
import dev.shaker.identity.DomainName;

/**
 * Which of many candidates are searched among: for each target the nearest by FSD, the most alike, those that do best alone under
 * the target's head, and what is pinned.
 */
final class Prefilter {
    /** So many need no filter. */
    static final int FEW = 32;
    private static final int NEAREST = 12;
    private static final int ALIKE = 8;
    private static final int SCREENED = 12;
    private static final int SCREEN_ROWS = 64;
    /** Of the budget; a screening that takes more is left out. */
    private static final double MOST_SPENT = 0.2;

    private Prefilter() {
    }

    /**
     * @param candidates places among the question's, ascending
     * @param spent row evaluations of the screening
     */
    record Kept(List<Integer> candidates, long spent) {}

    static Kept kept(Question question, Priors fsd, Priors similarity, SubsetMeasurer measurer) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < question.candidates().size(); i++) {
            if (!question.excluded().contains(question.candidates().get(i))) {
                open.add(i);
            }
        }
        if (open.size() <= FEW) {
            return new Kept(open, 0);
        }
        TreeSet<Integer> kept = new TreeSet<>();
        question.pinned().forEach(domain -> kept.add(question.candidates().indexOf(domain)));
        long cost = question.targets().stream()
                .mapToLong(target -> (long) open.size() * Math.min(SCREEN_ROWS, target.split().search())).sum();
        boolean screen = cost <= MOST_SPENT * question.budget();
        for (TargetRows target : question.targets()) {
            int place = question.candidates().indexOf(target.domain());
            kept.add(place);
            take(kept, open, NEAREST, fsd.distances()[place]);
            take(kept, open, ALIKE, similarity.distances()[place]);
            if (screen) {
                take(kept, open, SCREENED, wrong(question, target, open, measurer));
            }
        }
        return new Kept(List.copyOf(kept), screen ? cost : 0);
    }

    /** The candidates with the least of something; an unknown one is never near. */
    private static void take(Set<Integer> kept, List<Integer> open, int count, double[] values) {
        open.stream().filter(i -> !Double.isNaN(values[i]))
                .sorted(Comparator.comparingDouble((Integer i) -> values[i]).thenComparing(i -> i)).limit(count)
                .forEach(kept::add);
    }

    /** By candidate, how many rows it gets wrong alone under the target's head. */
    private static double[] wrong(Question question, TargetRows target, List<Integer> open, SubsetMeasurer measurer) {
        int rows = Math.min(SCREEN_ROWS, target.split().search());
        Map<Integer, Integer> wrong = new HashMap<>();
        for (int at = 0; at < open.size(); at += Subsets.MOST_MEMBERS) {
            List<Integer> some = open.subList(at, Math.min(open.size(), at + Subsets.MOST_MEMBERS));
            List<DomainName> names = some.stream().map(question.candidates()::get).toList();
            List<Long> masks = new ArrayList<>();
            for (int i = 0; i < some.size(); i++) {
                masks.add(1L << i);
            }
            List<RowAnswers> measured = measurer.measure(new Batch(target.domain(), names, masks, 0, rows));
            for (int i = 0; i < some.size(); i++) {
                wrong.put(some.get(i), rows - measured.get(i).right().cardinality());
            }
        }
        double[] values = new double[question.candidates().size()];
        wrong.forEach((candidate, count) -> values[candidate] = count);
        return values;
    }
}
