package dev.shaker.guided;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

import dev.shaker.evaluation.paired.Interval;
import dev.shaker.evaluation.paired.PairedCounts;
import dev.shaker.evaluation.paired.Tango;
import dev.shaker.evaluation.sweep.Subsets;

/** Measures what was chosen on the confirm rows, beside the targets alone, and picks what the objective asks for. */
final class Confirming {
    private final Question question;
    private final Valuation valuation;
    private long confirmed;

    Confirming(Question question, Valuation valuation) {
        this.question = question;
        this.valuation = valuation;
    }

    Found found(Map<Integer, Long> winners, OptionalDouble missed) {
        List<Found.Choice> choices = choices(List.copyOf(winners.values()));
        return new Found(question.candidates(), choices, answer(choices), valuation.trace(), valuation.spent(),
                confirmed, missed);
    }

    /** Subsets with what the confirm rows say of them. */
    List<Found.Choice> choices(List<Long> masks) {
        List<List<Found.Confirmation>> confirmations = new ArrayList<>();
        masks.forEach(_ -> confirmations.add(new ArrayList<>()));
        valuation.prepare(t -> List.of(valuation.ledgers().get(t).confirmation(asked(t, masks))));
        for (int t = 0; t < valuation.ledgers().size(); t++) {
            confirm(t, masks, confirmations);
        }
        List<Found.Choice> choices = new ArrayList<>();
        for (int i = 0; i < masks.size(); i++) {
            long mask = masks.get(i);
            int rows = valuation.rows(mask);
            choices.add(new Found.Choice(mask, Subsets.of(question.candidates(), mask), valuation.accuracy(mask, rows),
                    rows,
                    confirmations.get(i)));
        }
        return choices;
    }

    /** Row evaluations on confirm rows so far. */
    long spent() {
        return confirmed;
    }

    private void confirm(int t, List<Long> masks, List<List<Found.Confirmation>> confirmations) {
        Ledger ledger = valuation.ledgers().get(t);
        int rows = ledger.target().split().confirm();
        List<Long> asked = asked(t, masks);
        List<BitSet> right = ledger.confirmed(asked);
        BitSet alone = right.getFirst();
        for (int i = 0; i < masks.size(); i++) {
            if (!valuation.concerns(t, masks.get(i))) {
                continue;
            }
            BitSet mixed = right.get(asked.indexOf(masks.get(i)));
            PairedCounts counts = PairedCounts.of(alone, mixed, rows);
            Interval interval = Tango.interval(counts, question.confidence());
            confirmations.get(i).add(new Found.Confirmation(ledger.target().domain(),
                    alone.cardinality(), mixed.cardinality(), rows, counts.drop(), interval.low(), interval.high()));
        }
        confirmed += (long) asked.size() * rows;
    }

    /** The target alone and what concerns it, each once. */
    private List<Long> asked(int target, List<Long> masks) {
        Set<Long> asked = new LinkedHashSet<>(List.of(valuation.bit(target)));
        masks.stream().filter(mask -> valuation.concerns(target, mask)).forEach(asked::add);
        return List.copyOf(asked);
    }

    private Optional<Found.Choice> answer(List<Found.Choice> choices) {
        return switch (question.objective()) {
            case Objective.Best _ -> Optional.empty();
            case Objective.Largest(double drop) ->
                choices.reversed().stream().filter(choice -> choice.value() >= -drop).findFirst();
            case Objective.Smallest(double tolerance) -> {
                double best = choices.stream().mapToDouble(Found.Choice::value).max().orElse(0);
                yield choices.stream().filter(choice -> choice.value() >= best - tolerance).findFirst();
            }
        };
    }
}
