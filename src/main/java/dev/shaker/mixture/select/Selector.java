package dev.shaker.mixture.select;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.fsd.FsdAverage;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.Ratio;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.mixture.spec.Selection;

/**
 * Chooses the members of a mixture. Scores are exact rationals and ties go to the smaller adapter id, so the choice
 * depends on neither the matrix's order nor rounding.
 */
public final class Selector {
    /** A mixture of more says nothing about any of them, and its pairs are half a million. */
    static final int MOST_MEMBERS = 1_000;

    private Selector() {
    }

    /** As {@link #select(FsdView, Selection, Embeddings)}, for every strategy but similarity. */
    public static Selected select(FsdView matrix, Selection selection) {
        return select(matrix, selection, Embeddings.NONE);
    }

    /**
     * Applies one strategy to all adapters of the matrix.
     *
     * @throws ShakerException {@code DOMAIN_UNKNOWN} naming the known ones, {@code MIXTURE_TOO_LARGE},
     *         {@code MIXTURE_REQUEST_INVALID}, {@code ADAPTER_NOT_COMPARABLE} where two members are
     */
    public static Selected select(FsdView matrix, Selection selection, Embeddings embeddings) {
        return select(matrix, selection, embeddings, Optional.empty());
    }

    /**
     * The same by another measure.
     *
     * @param distances that decide in the place of FSD, and of texts; entries as in the matrix
     */
    public static Selected select(FsdView matrix, Selection selection, Embeddings embeddings,
            Optional<FsdView> distances) {
        if (selection instanceof Selection.Sized sized && sized.size() > MOST_MEMBERS
                && sized.size() <= matrix.size()) {
            throw MixtureErrors.tooManyMembers(sized.size(), MOST_MEMBERS);
        }
        List<Integer> pinned = pinned(matrix, selection.targets());
        if (pinned.size() > MOST_MEMBERS) {
            throw MixtureErrors.tooManyMembers(pinned.size(), MOST_MEMBERS);
        }
        Candidates candidates = new Candidates(distances.orElse(matrix), pinned);
        List<Integer> order = switch (selection) {
            case Selection.Sized s -> sized(candidates, s, embeddings, distances.isPresent());
            case Selection.Threshold s -> GreedySelection.below(candidates, s.below());
            case Selection.Explicit s -> pinned;
        };
        return selected(matrix, order, selection instanceof Selection.Sized(Selection.Rule rule, _, _)
                && rule == Selection.Rule.SIMILARITY && distances.isEmpty()
                        ? SimilaritySelection.scores(candidates, embeddings)
                        : List.of());
    }

    private static List<Integer> sized(Candidates candidates, Selection.Sized selection, Embeddings embeddings,
            boolean measured) {
        candidates.require(selection.size());
        return switch (selection.rule()) {
            case PAPER -> byAverage(candidates, selection.size(), false);
            case PAPER_MAX -> byAverage(candidates, selection.size(), true);
            case GREEDY -> GreedySelection.ofSize(candidates, selection.size());
            case EXACT -> ExactSelection.ofSize(candidates, selection.size());
            case SIMILARITY -> measured
                    ? SimilaritySelection.nearest(candidates, selection.size())
                    : SimilaritySelection.nearest(candidates, selection.size(), embeddings);
        };
    }

    /** Alg. 1: pinned ones first, then one sort of all candidates by avg_i. */
    private static List<Integer> byAverage(Candidates candidates, int size, boolean largest) {
        FsdView matrix = candidates.matrix();
        List<Ratio> averages = new ArrayList<>(matrix.size());
        for (int i = 0; i < matrix.size(); i++) {
            averages.add(matrix.average(i).includingSelf());
        }
        Comparator<Integer> byAverage = Comparator.comparing(averages::get);
        List<Integer> free = new ArrayList<>(candidates.free());
        free.sort((largest ? byAverage.reversed() : byAverage).thenComparing(candidates.byId()));
        List<Integer> order = new ArrayList<>(candidates.pinned());
        order.addAll(free.subList(0, size - order.size()));
        return order;
    }

    private static List<Integer> pinned(FsdView matrix, Collection<DomainName> targets) {
        List<Integer> pinned = new ArrayList<>();
        for (DomainName domain : targets) {
            pinned.add(matrix.indexOf(domain).orElseThrow(() -> MixtureErrors.unknownDomain(domain, domains(matrix))));
        }
        return pinned;
    }

    private static Set<DomainName> domains(FsdView matrix) {
        Set<DomainName> domains = new TreeSet<>();
        matrix.entries().forEach(e -> domains.add(e.domain()));
        return domains;
    }

    private static void requireComparable(FsdMatrix members) {
        for (int a = 0; a < members.size(); a++) {
            for (int b = 0; b < a; b++) {
                if (members.pair(a, b).isEmpty()) {
                    DomainName first = members.entry(b).domain();
                    DomainName second = members.entry(a).domain();
                    throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE, "adapters of '" + first + "' and '"
                            + second
                            + "' are not comparable, so they are no mixture; leave one out or use basis 'update'")
                            .with("domain", first).with("other", second);
                }
            }
        }
    }

    private static Selected selected(FsdView matrix, List<Integer> order, List<Double> similarities) {
        requireComparable(matrix.among(order));
        List<Selected.Choice> choices = new ArrayList<>();
        Map<Selected.Choice, Integer> indices = new HashMap<>();
        for (int i : order) {
            FsdAverage average = matrix.average(i);
            Selected.Choice choice = new Selected.Choice(matrix.entry(i), average.includingSelf(), average.ofOthers(),
                    similarities.isEmpty() ? Optional.empty() : Optional.of(similarities.get(i)));
            choices.add(choice);
            indices.put(choice, i);
        }
        List<Selected.Choice> members = new ArrayList<>(choices);
        members.sort(Comparator.comparing(Selected.Choice::adapterId).thenComparing(Selected.Choice::domain));
        FsdMatrix pairs = matrix.among(members.stream().map(indices::get).toList());
        List<Ratio> all = new ArrayList<>();
        pairs.pairs((i, j, conflicts, total) -> pairs.fsd(i, j).ifPresent(all::add));
        return new Selected(members, choices, pairs, all.isEmpty() ? Optional.empty() : Optional.of(Ratio.mean(all)));
    }
}
