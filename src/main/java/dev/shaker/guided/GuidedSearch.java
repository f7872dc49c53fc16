package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;

import dev.shaker.identity.DomainName;

/**
 * Finds good subsets with few evaluations: measures the targets alone, every other adapter under their heads and pairs; then in
 * rounds what a model of the logits thinks best of each size; then lets the best of each size race on more rows; and at last
 * confirms the winners on rows that took no part.
 */
public final class GuidedSearch {
    /** So many candidates are searched among without a choice of them. */
    public static final int FEW_CANDIDATES = Prefilter.FEW;
    /** Share of the budget for everything before the race. */
    private static final double EXPLORATION = 0.7;
    /** Predictions off by no more rows than this are as good as measurements. */
    private static final double CLOSE_ENOUGH = 1;

    private final Question question;
    private final Priors priors;
    private final Valuation valuation;
    private final Subspace subspace;
    private final int explored;

    private GuidedSearch(Question question, Priors priors, SubsetMeasurer measurer) {
        this.question = question;
        this.priors = priors;
        this.valuation = new Valuation(question, measurer);
        this.subspace = subspace(question, valuation);
        // At least as much is left for rounds as the design takes.
        this.explored = Design.rows(question, valuation, EXPLORATION / 2);
    }

    static Subspace subspace(Question question, Valuation valuation) {
        long pinned = valuation.someTargetsWillDo() ? 0 : valuation.targets();
        for (DomainName domain : question.pinned()) {
            pinned |= 1L << question.candidates().indexOf(domain);
        }
        return new Subspace(question.candidates().size(), pinned, valuation.targets(), question.least(),
                question.most());
    }

    /**
     * Of many candidates only those that {@link Prefilter} keeps are searched among.
     *
     * @param fsd distances of the candidates, in their order
     * @param similarity the same from texts or updates, where something is known of these
     * @throws dev.shaker.error.ShakerException {@code REQUEST_INVALID} for a budget that does not reach for every candidate alone
     */
    public static Found search(Question question, Priors fsd, Priors similarity, SubsetMeasurer measurer) {
        Prefilter.Kept kept = Prefilter.kept(question, fsd, similarity, measurer);
        List<DomainName> candidates = kept.candidates().stream().map(question.candidates()::get).toList();
        Question narrowed = question.among(candidates, question.budget() - kept.spent());
        return new GuidedSearch(narrowed, fsd.among(kept.candidates()), measurer).found()
                .after(candidates, kept.spent());
    }

    private Found found() {
        new Design(question, priors, valuation, explored).measure(EXPLORATION);
        OptionalDouble missed = rounds();
        Map<Integer, Long> winners = new Race(question, priors, valuation, explored).run(finalists());
        return new Confirming(question, valuation).found(winners, missed);
    }

    /** Where there are no more rows to race on, the race's share is explored with too. */
    private boolean affords(long cost) {
        double share = explored == valuation.allRows() ? 1 : EXPLORATION;
        return valuation.spent() + cost <= share * question.budget();
    }

    private OptionalDouble rounds() {
        SplittableRandom random = new SplittableRandom(question.seed());
        OptionalDouble missed = OptionalDouble.empty();
        Map<Integer, Long> bests = Map.of();
        int unchanged = 0;
        for (int round = 0;; round++) {
            Valuation.Model model = valuation.model(Kernel.ofRound(round), explored);
            List<Long> proposed = proposals(model, random);
            if (proposed.isEmpty()) {
                return missed;
            }
            valuation.measure(proposed, explored);
            double off = model.missed(proposed, explored);
            missed = OptionalDouble.of(off);
            Map<Integer, Long> now = best(valuation.masks(explored));
            unchanged = now.equals(bests) && off <= CLOSE_ENOUGH ? unchanged + 1 : 0;
            bests = now;
            if (unchanged == 2) {
                return missed;
            }
        }
    }

    /** What the model thinks best of each size and was not measured, in an order of the seed, while budget is left. */
    private List<Long> proposals(Valuation.Model model, SplittableRandom random) {
        List<Long> best = new ArrayList<>(
                subspace.best(model::score, mask -> !valuation.measured(mask, explored)).values());
        Collections.shuffle(best, random);
        List<Long> proposed = new ArrayList<>();
        long cost = 0;
        for (long mask : best) {
            long more = cost + valuation.cost(mask, explored);
            if (affords(more)) {
                cost = more;
                proposed.add(mask);
            }
        }
        return proposed;
    }

    private Map<Integer, Long> best(Collection<Long> masks) {
        Map<Integer, Long> best = new TreeMap<>();
        for (long mask : masks) {
            best.merge(Long.bitCount(mask), mask, (one, other) -> valuation.score(one, explored) >= valuation
                    .score(other, explored) ? one : other);
        }
        return best;
    }

    /** By size, the best measured and thought of, the best first. */
    private Map<Integer, List<Long>> finalists() {
        Valuation.Model model = valuation.model(Kernel.RBF, explored);
        Map<Integer, List<Race.Finalist>> bySize = new TreeMap<>();
        for (long mask : valuation.masks(explored)) {
            if (subspace.takes(mask)) {
                bySize.computeIfAbsent(Long.bitCount(mask), _ -> new ArrayList<>())
                        .add(new Race.Finalist(mask, valuation.score(mask, explored)));
            }
        }
        subspace.best(model::score, mask -> !valuation.measured(mask, explored)).forEach((size, mask) -> bySize
                .computeIfAbsent(size, _ -> new ArrayList<>()).add(new Race.Finalist(mask, model.score(mask))));
        Map<Integer, List<Long>> finalists = new TreeMap<>();
        bySize.forEach((size, some) -> finalists.put(size,
                some.stream().sorted(Race.Finalist.ORDER).limit(Race.FINALISTS).map(Race.Finalist::mask).toList()));
        return finalists;
    }
}
