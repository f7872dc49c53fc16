package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.function.LongToDoubleFunction;

import dev.shaker.evaluation.paired.PairedCounts;
import dev.shaker.evaluation.paired.Tango;

/**
 * Divides all targets into the fewest mixtures in which none loses more than a drop. What a model of the logits believes possible
 * is measured; what measurement refutes is never proposed again; the model learns from both.
 */
public final class Packing {
    /** Of the budget, at most this is spent before anything is packed. */
    private static final double DESIGN = 0.5;
    /** Drops are differences of shares of rows. */
    private static final double ROUNDING = 1e-9;

    private final Question question;
    private final Valuation valuation;
    private final double drop;
    private final int explored;
    private final int all;
    private final Set<Long> refuted = new HashSet<>();

    /**
     * @param groups the mixtures, each with its worst change on the search rows and every target on the confirm rows
     * @param refuted unions that were believed possible and measured worse
     * @param trace every evaluation
     * @param spent row evaluations on search rows
     * @param confirmed row evaluations on confirm rows
     */
    public record Packed(List<Found.Choice> groups, int refuted, List<Found.Traced> trace, long spent,
            long confirmed) {}

    private Packing(Question question, SubsetMeasurer measurer) {
        if (!(question.objective() instanceof Objective.Largest(double allowed))
                || question.targets().size() != question.candidates().size()) {
            throw GuidedErrors.invalid("a packing needs a drop that is allowed, and every candidate as a target");
        }
        this.drop = allowed;
        this.question = question;
        this.valuation = new Valuation(question, measurer);
        this.all = valuation.allRows();
        this.explored = Design.rows(question, valuation, DESIGN);
    }

    /**
     * @param question for {@link Objective.Largest}, whose targets are all its candidates, at most 52; its sizes do not count
     * @param priors of the candidates, in their order
     * @throws dev.shaker.error.ShakerException {@code REQUEST_INVALID} for targets that are not the candidates, or a budget that
     *         does not reach for every adapter alone under every head
     */
    public static Packed pack(Question question, Priors priors, SubsetMeasurer measurer) {
        Packing packing = new Packing(question.among(question.candidates(), question.budget()), measurer);
        new Design(packing.question, priors, packing.valuation, packing.explored).measure(DESIGN);
        packing.measureAlone();
        return packing.packed(packing.guided());
    }

    /**
     * The baseline: unites the two groups that are nearest to each other, as long as measurement allows it and the budget reaches.
     *
     * @param question as for {@link #pack}
     */
    static Packed byDistance(Question question, Priors priors, SubsetMeasurer measurer) {
        Packing packing = new Packing(question, measurer);
        packing.measureAlone();
        return packing.packed(packing.united(priors::meanOfPairs, _ -> true));
    }

    /** What every drop is counted from. */
    private void measureAlone() {
        valuation.measureEach(all, t -> List.of(valuation.bit(t)));
    }

    private Packed packed(List<Long> groups) {
        Confirming confirming = new Confirming(question, valuation);
        List<Long> sorted = groups.stream()
                .sorted(Comparator.comparingInt((Long mask) -> -Long.bitCount(mask)).thenComparingLong(mask -> mask))
                .toList();
        List<Found.Choice> choices = confirming.choices(sorted);
        return new Packed(choices, refuted.size(), valuation.trace(), valuation.spent(), confirming.spent());
    }

    /** Packs by belief, measures, and packs again, until nothing is left that is only believed. */
    private List<Long> guided() {
        for (int round = 0;; round++) {
            Valuation.Model model = valuation.model(Kernel.ofRound(round), explored);
            LongPredicate believed = mask -> known(mask)
                    || !refuted.contains(mask) && !valuation.measured(mask, all)
                            && affords(mask) && within(model.accuracy(mask));
            List<Long> groups = division(believed, model);
            List<Long> open = groups.stream().filter(mask -> !known(mask)).toList();
            if (open.isEmpty()) {
                return groups;
            }
            for (long mask : open) {
                verify(mask);
            }
        }
    }

    private List<Long> division(LongPredicate believed, Valuation.Model model) {
        return question.candidates().size() <= Partition.MOST
                ? Partition.fewest(question.candidates().size(), believed)
                : united(mask -> -model.accuracy(mask), believed);
    }

    /** Whether a group is one alone, or was measured and loses no more than is allowed. */
    private boolean known(long mask) {
        return Long.bitCount(mask) == 1
                || valuation.measured(mask, all) && within(valuation.accuracy(mask, all));
    }

    private boolean within(double change) {
        return change >= -drop - ROUNDING;
    }

    private boolean affords(long mask) {
        return valuation.spent() + valuation.cost(mask, all) <= question.budget();
    }

    /** On few rows first: what is worse there beyond doubt is not measured on all. */
    private boolean verify(long mask) {
        if (!affords(mask)) {
            return false;
        }
        valuation.measure(List.of(mask), explored);
        if (!hopeless(mask)) {
            valuation.measure(List.of(mask), all);
            if (within(valuation.accuracy(mask, all))) {
                return true;
            }
        }
        refuted.add(mask);
        return false;
    }

    private boolean hopeless(long mask) {
        for (int t = 0; t < question.targets().size(); t++) {
            if (valuation.concerns(t, mask)) {
                Ledger ledger = valuation.ledgers().get(t);
                int rows = valuation.rows(t, explored);
                PairedCounts lost = PairedCounts.of(ledger.right(valuation.bit(t)), ledger.right(mask), rows);
                if (Tango.least(lost, 1 - question.confidence()) > drop) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Unites the two groups whose union costs least among those allowed, until none is left; every union is measured. */
    private List<Long> united(LongToDoubleFunction cost, LongPredicate allowed) {
        TreeSet<Long> groups = new TreeSet<>();
        for (int t = 0; t < question.targets().size(); t++) {
            groups.add(valuation.bit(t));
        }
        while (true) {
            List<Long> unions = new ArrayList<>();
            for (long one : groups) {
                for (long other : groups.tailSet(one, false)) {
                    if (!refuted.contains(one | other) && (known(one | other) || affords(one | other))
                            && allowed.test(one | other)) {
                        unions.add(one | other);
                    }
                }
            }
            if (unions.isEmpty()) {
                return List.copyOf(groups);
            }
            long best = unions.stream()
                    .min(Comparator.comparingDouble(cost::applyAsDouble).thenComparing(Comparator.naturalOrder()))
                    .orElseThrow();
            if (known(best) || verify(best)) {
                groups.removeIf(group -> (group & best) != 0);
                groups.add(best);
            }
        }
    }
}
