package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is measured before anything can be predicted: every adapter alone under every target's head, and pairs with the target. */
final class Design {
    /** Numbers of rows that mixtures are explored on, the most first. */
    private static final int[] LEVELS = { 128, 64, 32, 16 };
    /** Of what is for exploring, what pairs may take: some is for rounds, whatever the budget. */
    private static final double PAIRS = 0.85;

    private final Question question;
    private final Priors priors;
    private final Valuation valuation;
    private final int rows;

    /** @param rows of each target to explore on */
    Design(Question question, Priors priors, Valuation valuation, int rows) {
        this.question = question;
        this.priors = priors;
        this.valuation = valuation;
        this.rows = rows;
    }

    /** The most rows on which the whole design takes no more than a share of the budget; the fewest where it always does. */
    static int rows(Question question, Valuation valuation, double share) {
        int all = valuation.allRows();
        long evaluations = (2L * question.candidates().size() - 1) * question.targets().size();
        for (int level : LEVELS) {
            int rows = Math.min(level, all);
            if (evaluations * rows <= share * question.budget()) {
                return rows;
            }
        }
        return Math.min(LEVELS[LEVELS.length - 1], all);
    }

    /**
     * @param share of the budget that is for exploring
     * @throws dev.shaker.error.ShakerException {@code REQUEST_INVALID} for a budget that does not reach for every candidate alone
     */
    void measure(double share) {
        int k = question.candidates().size();
        long singles = (long) k * question.targets().size() * rows;
        if (singles > question.budget()) {
            throw GuidedErrors.invalid("a budget of " + question.budget() + " row evaluations does not reach for " + k
                    + " adapters alone on " + rows + " rows of each of " + question.targets().size()
                    + " targets: ask for " + 3 * singles + " or more, or for fewer candidates");
        }
        List<Long> alone = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            alone.add(1L << i);
        }
        valuation.measureEach(rows, _ -> alone);
        double left = Math.max(0, PAIRS * share * question.budget() - valuation.spent());
        valuation.measureEach(rows, t -> {
            double room = left / question.targets().size() / valuation.rows(t, rows);
            List<Long> pairs = pairs(Long.numberOfTrailingZeros(valuation.bit(t)));
            return pairs.subList(0, (int) Math.min(room, pairs.size()));
        });
    }

    /** Pairs of a target with everyone else, the nearest first. */
    private List<Long> pairs(int target) {
        List<Long> pairs = new ArrayList<>();
        for (int i = 0; i < question.candidates().size(); i++) {
            if (i != target) {
                pairs.add(1L << i | 1L << target);
            }
        }
        pairs.sort(Comparator.comparingDouble((Long mask) -> priors.meanTo(target, mask))
                .thenComparingLong(mask -> mask));
        return pairs;
    }
}
