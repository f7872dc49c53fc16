package dev.shaker.pipeline.guided;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.Evaluator;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.StillWanted;

/**
 * Measures shards of searches. The measurements of a shard are kept in one transaction, with the request that takes the search further
 * where it was the last of its round: a worker that dies has done nothing of its shard, and what is measured is never measured again.
 */
@ApplicationScoped
public class SearchWorker {
    private static final Logger LOG = Logger.getLogger(SearchWorker.class);

    private final SearchLedger ledger;
    private final SearchCatalog searches;
    private final SearchMembers members;
    private final Evaluator evaluator;
    private final EffectOnce effects;
    private final Outbox outbox;
    private final Clock clock;

    SearchWorker(SearchLedger ledger, SearchCatalog searches, SearchMembers members, Evaluator evaluator,
            EffectOnce effects, Outbox outbox, Clock clock) {
        this.ledger = ledger;
        this.searches = searches;
        this.members = members;
        this.evaluator = evaluator;
        this.effects = effects;
        this.outbox = outbox;
        this.clock = clock;
    }

    public void work(String consumer, Envelope<EvaluationRequested> event, EvaluationRequested.Guided part) {
        EvaluationRequested request = event.data();
        String shard = request.evaluationId();
        if (!ledger.isWanted(part.guidedId(), shard)) {
            LOG.debugf("shard left alone: search=%s shard=%s", part.guidedId(), shard);
            return;
        }
        long start = System.nanoTime();
        Optional<List<Measurement>> measured = measure(request, part);
        if (measured.isEmpty()) {
            return;
        }
        var done = new SearchLedger.Done(measured.get(), (System.nanoTime() - start) / 1e9, evaluator.device());
        effects.apply(consumer, event, () -> {
            if (ledger.shardDone(part.guidedId(), shard, done, clock.instant())) {
                tell(part.guidedId());
            }
        });
    }

    public void reject(String consumer, Envelope<EvaluationRequested> event, EvaluationRequested.Guided part,
            Failure failure) {
        effects.apply(consumer, event, () -> {
            if (searches.search(part.guidedId()).isPresent()
                    && ledger.shardFailed(part.guidedId(), event.data().evaluationId(), failure, clock.instant())) {
                tell(part.guidedId());
            }
        });
    }

    private void tell(String search) {
        SearchView view = searches.search(search).orElseThrow();
        outbox.add(SearchEvents.progress(view));
        if (view.status() == SearchStatus.RUNNING && view.progress().isMeasured()) {
            outbox.add(ledger.request(search));
        }
    }

    /** Empty where the search was paused or cancelled meanwhile. */
    private Optional<List<Measurement>> measure(EvaluationRequested request, EvaluationRequested.Guided part) {
        SearchMembers.Opened opened = members.open(request, part);
        List<EvaluationJob> jobs = part.subsets().stream().map(opened::job).toList();
        return evaluator
                .evaluateAll(jobs, new StillWanted(() -> ledger.isWanted(part.guidedId(), request.evaluationId())))
                .map(results -> {
                    List<Measurement> measurements = new ArrayList<>(results.size());
                    for (int i = 0; i < results.size(); i++) {
                        EvaluationResult result = results.get(i);
                        measurements.add(
                                new Measurement(opened.target(), opened.members(part.subsets().get(i)), part.from(),
                                        result.outcomes(), flat(result.logits())));
                    }
                    return measurements;
                });
    }

    private static float[] flat(List<List<Float>> rows) {
        int classes = rows.getFirst().size();
        float[] flat = new float[rows.size() * classes];
        for (int row = 0; row < rows.size(); row++) {
            for (int label = 0; label < classes; label++) {
                flat[row * classes + label] = rows.get(row).get(label);
            }
        }
        return flat;
    }
}
