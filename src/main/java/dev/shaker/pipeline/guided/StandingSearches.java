package dev.shaker.pipeline.guided;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.event.GuidedRequested;
import dev.shaker.guided.Priors;
import dev.shaker.guided.Question;
import dev.shaker.guided.Replay;
import dev.shaker.guided.RowAnswers;
import dev.shaker.identity.DomainName;

/**
 * Searches that wait for measurements, so that a round costs a round and not all before it. They are a memory only: one that is not
 * here, because another process took the last step or this one is new, is gone through again.
 */
@ApplicationScoped
class StandingSearches {
    private static final int KEPT = 8;

    private final SearchLedger ledger;
    /** By id, the one that waits longest first. */
    private final LinkedHashMap<String, Standing> waiting = new LinkedHashMap<>();

    StandingSearches(SearchLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * A search with all that was measured for it.
     *
     * @param round whose measurements it has
     */
    record Standing(SearchPlan plan, Question question, Replay replay, int round) implements AutoCloseable {
        @Override
        public void close() {
            replay.close();
        }
    }

    /**
     * The search that waits for a round which has been measured, or a new one.
     *
     * @param plan of a new one
     */
    Standing take(GuidedRequested request, SearchPlan plan, int round) {
        Standing known = remove(request.guidedId());
        if (known != null && known.round() == round - 1) {
            add(known.replay(), plan, ledger.measurements(request.guidedId(), round, round));
            return new Standing(known.plan(), known.question(), known.replay(), round);
        }
        if (known != null) {
            known.close();
        }
        Question question = SearchPlanning.question(request, plan);
        Replay replay = request.objective().equals("pack")
                ? Replay.pack(question, plan.fsd())
                : Replay.search(question, plan.fsd(),
                        plan.similarity().orElseGet(() -> Priors.none(plan.candidates().size())));
        add(replay, plan, ledger.measurements(request.guidedId(), 1, round));
        return new Standing(plan, question, replay, round);
    }

    /** Keeps a search that waits for the round behind the one it has. */
    synchronized void keep(String search, Standing standing) {
        Standing other = waiting.put(search, standing);
        if (other != null) {
            other.close();
        }
        if (waiting.size() > KEPT) {
            waiting.pollFirstEntry().getValue().close();
        }
    }

    private synchronized @Nullable Standing remove(String search) {
        return waiting.remove(search);
    }

    @PreDestroy
    synchronized void close() {
        waiting.values().forEach(Standing::close);
        waiting.clear();
    }

    private static void add(Replay replay, SearchPlan plan, List<Measurement> measured) {
        List<DomainName> domains = plan.domains();
        for (Measurement one : measured) {
            BitSet right = new BitSet();
            for (int row = 0; row < one.outcomes().rows(); row++) {
                right.set(row, one.outcomes().isRight(row));
            }
            List<DomainName> members = new ArrayList<>();
            one.members().forEach(place -> members.add(domains.get(place)));
            replay.add(plan.of(plan.targets().get(one.target())).domain(), members, one.from(), one.to(),
                    new RowAnswers(one.logits(), right));
        }
    }
}
