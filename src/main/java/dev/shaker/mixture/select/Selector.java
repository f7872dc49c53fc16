package dev.shaker.mixture.select;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.Ratio;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.mixture.spec.Selection;

/**
 * Chooses the members of a mixture. Scores are exact rationals and ties go to the smaller adapter id, so the choice
 * depends on neither the matrix's order nor rounding.
 */
public final class Selector {
    private Selector() {
    }

    /** As {@link #select(FsdMatrix, Selection, Embeddings)}, for every strategy but similarity. */
    public static Selected select(FsdMatrix matrix, Selection selection) {
        return select(matrix, selection, Embeddings.NONE);
    }

    /**
     * Applies one strategy to all adapters of the matrix.
     *
     * @throws ShakerException {@code DOMAIN_UNKNOWN} naming the known ones, {@code MIXTURE_TOO_LARGE},
     *         {@code MIXTURE_REQUEST_INVALID}, {@code ADAPTER_NOT_COMPARABLE} where two members are
     */
    public static Selected select(FsdMatrix matrix, Selection selection, Embeddings embeddings) {
        List<Integer> pinned = pinned(matrix, selection.targets());
        Candidates candidates = new Candidates(matrix, pinned);
        List<Integer> order = switch (selection) {
            case Selection.Sized s -> sized(candidates, s, embeddings);
            case Selection.Threshold s -> GreedySelection.below(candidates, s.below());
            case Selection.Explicit s -> pinned;
        };
        requireComparable(matrix, order);
        return selected(matrix, order, selection instanceof Selection.Sized(Selection.Rule rule, _, _)
                && rule == Selection.Rule.SIMILARITY
                        ? SimilaritySelection.scores(candidates, embeddings)
                        : List.of());
    }

    private static List<Integer> sized(Candidates candidates, Selection.Sized selection, Embeddings embeddings) {
        candidates.require(selection.size());
        return switch (selection.rule()) {
            case PAPER -> byAverage(candidates, selection.size(), false);
            case PAPER_MAX -> byAverage(candidates, selection.size(), true);
            case GREEDY -> GreedySelection.ofSize(candidates, selection.size());
            case EXACT -> ExactSelection.ofSize(candidates, selection.size());
            case SIMILARITY -> SimilaritySelection.nearest(candidates, selection.size(), embeddings);
        };
    }

    /** Alg. 1: pinned ones first, then one sort of all candidates by avg_i. */
    private static List<Integer> byAverage(Candidates candidates, int size, boolean largest) {
        FsdMatrix matrix = candidates.matrix();
        List<Ratio> averages = new ArrayList<>(matrix.size());
        for (int i = 0; i < matrix.size(); i++) {
            averages.add(matrix.averageIncludingSelf(i));
        }
        Comparator<Integer> byAverage = Comparator.comparing(averages::get);
        List<Integer> free = new ArrayList<>(candidates.free());
        free.sort((largest ? byAverage.reversed() : byAverage).thenComparing(candidates.byId()));
        List<Integer> order = new ArrayList<>(candidates.pinned());
        order.addAll(free.subList(0, size - order.size()));
        return order;
    }

    private static List<Integer> pinned(FsdMatrix matrix, Collection<String> targets) {
        List<Integer> pinned = new ArrayList<>();
        for (String domain : targets) {
            pinned.add(matrix.indexOf(domain).orElseThrow(() -> MixtureErrors.unknownDomain(domain, domains(matrix))));
        }
        return pinned;
    }

    private static Set<String> domains(FsdMatrix matrix) {
        Set<String> domains = new TreeSet<>();
        matrix.entries().forEach(e -> domains.add(e.domain()));
        return domains;
    }

    private static void requireComparable(FsdMatrix matrix, List<Integer> order) {
        for (int a = 0; a < order.size(); a++) {
            for (int b = 0; b < a; b++) {
                if (matrix.pair(order.get(a), order.get(b)).isEmpty()) {
                    String first = matrix.entry(order.get(b)).domain();
                    String second = matrix.entry(order.get(a)).domain();
                    throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE, "adapters of '" + first + "' and '"
                            + second
                            + "' are not comparable, so they are no mixture; leave one out or use basis 'update'")
                            .with("domain", first).with("other", second);
                }
            }
        }
    }

    private static Selected selected(FsdMatrix matrix, List<Integer> order, List<Double> similarities) {
        List<Selected.Choice> choices = new ArrayList<>();
        for (int i : order) {
            choices.add(new Selected.Choice(i, matrix.entry(i), matrix.averageIncludingSelf(i),
                    matrix.averageOfOthers(i),
                    similarities.isEmpty() ? Optional.empty() : Optional.of(similarities.get(i))));
        }
        List<Selected.Choice> members = new ArrayList<>(choices);
        members.sort(Comparator.comparing(Selected.Choice::adapterId).thenComparing(Selected.Choice::domain));
        List<Ratio> pairs = new ArrayList<>();
        for (int a = 0; a < order.size(); a++) {
            for (int b = 0; b < a; b++) {
                matrix.fsd(order.get(a), order.get(b)).ifPresent(pairs::add);
            }
        }
        return new Selected(members, choices, pairs.isEmpty() ? Optional.empty() : Optional.of(Ratio.mean(pairs)));
    }
}
