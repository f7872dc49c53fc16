package dev.shaker.pipeline.sweep;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.Evaluator;
import dev.shaker.evaluation.sweep.SubsetBlock;
import dev.shaker.evaluation.sweep.SweepCatalog;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.StillWanted;
import dev.shaker.pipeline.SweepLedger;

/**
 * Evaluates shards of sweeps. Members are opened and verified once and stay in memory, subsets are averaged there (Eq. 1),
 * and the results of a shard are kept in one transaction: a worker that dies has done nothing of its shard, and a shard that
 * is done is never evaluated again.
 */
@ApplicationScoped
public class SweepWorker {
    private static final Logger LOG = Logger.getLogger(SweepWorker.class);

    private final SweepLedger ledger;
    private final SweepCatalog sweeps;
    private final SweepMembers members;
    private final Evaluator evaluator;
    private final EffectOnce effects;
    private final Outbox outbox;
    private final Clock clock;

    SweepWorker(SweepLedger ledger, SweepCatalog sweeps, SweepMembers members, Evaluator evaluator, EffectOnce effects,
            Outbox outbox, Clock clock) {
        this.ledger = ledger;
        this.sweeps = sweeps;
        this.members = members;
        this.evaluator = evaluator;
        this.effects = effects;
        this.outbox = outbox;
        this.clock = clock;
    }

    void work(String consumer, Envelope<EvaluationRequested> event, EvaluationRequested.Shard shard) {
        EvaluationRequested request = event.data();
        if (!ledger.isWanted(shard.sweepId(), request.evaluationId())) {
            LOG.debugf("shard left alone: sweep=%s shard=%s", shard.sweepId(), request.evaluationId());
            return;
        }
        long start = System.nanoTime();
        Optional<Measured> measured = evaluate(request, shard);
        double seconds = (System.nanoTime() - start) / 1e9;
        if (measured.isEmpty()) {
            return;
        }
        List<SweepTable.Score> scores = measured.get().scores();
        String device = measured.get().device();
        effects.apply(consumer, event, () -> {
            if (ledger.completed(shard.sweepId(), request.evaluationId(), shard.sparsity(), scores, seconds, device,
                    clock.instant())) {
                List<String> domains = shard.members().stream().map(EvaluationRequested.Member::domain).toList();
                sweeps.sweep(shard.sweepId()).ifPresent(view -> outbox.add(SweepEvents.progress(view,
                        SweepEvents.results(request.evaluationId(), domains, shard.sparsity(), seconds,
                                device, scores))));
            }
        });
    }

    void reject(String consumer, Envelope<EvaluationRequested> event, EvaluationRequested.Shard shard,
            Failure failure) {
        effects.apply(consumer, event, () -> {
            if (sweeps.sweep(shard.sweepId()).isPresent()) {
                ledger.shardFailed(shard.sweepId(), event.data().evaluationId(), failure, clock.instant());
                sweeps.sweep(shard.sweepId()).ifPresent(view -> outbox.add(SweepEvents.progress(view, null)));
            }
        });
    }

    /** Empty where the sweep was paused or cancelled meanwhile. */
    private Optional<Measured> evaluate(EvaluationRequested request, EvaluationRequested.Shard shard) {
        SweepMembers.Opened opened = members.open(request, shard);
        List<Pair> pairs = new ArrayList<>();
        block(shard).forEach(shard.targets(), mask -> {
            for (long left = mask & shard.targets(); left != 0; left &= left - 1) {
                pairs.add(new Pair(mask, Long.numberOfTrailingZeros(left)));
            }
        });
        // One domain after the other: what is kept of its rows serves all its subsets, even where not all domains' fits in.
        pairs.sort(Comparator.comparingInt(Pair::domain));
        List<EvaluationJob> jobs = new ArrayList<>(pairs.size());
        for (Pair pair : pairs) {
            jobs.add(opened.job(pair.mask(), pair.domain()));
        }
        return evaluator
                .evaluateAll(jobs, new StillWanted(() -> ledger.isWanted(shard.sweepId(), request.evaluationId())))
                .map(results -> new Measured(scores(pairs, results),
                        results.isEmpty() ? evaluator.device() : results.getFirst().device()));
    }

    /** @param device where the first of them ran */
    private record Measured(List<SweepTable.Score> scores, String device) {}

    /** By subset, then by domain. */
    private static List<SweepTable.Score> scores(List<Pair> pairs, List<EvaluationResult> results) {
        List<SweepTable.Score> scores = new ArrayList<>(pairs.size());
        for (int i = 0; i < pairs.size(); i++) {
            Pair pair = pairs.get(i);
            scores.add(new SweepTable.Score(pair.mask(), pair.domain(), results.get(i).correct(),
                    results.get(i).total(), results.get(i).attack().map(AttackOutcome::correct).orElse(null)));
        }
        scores.sort(Comparator.comparingLong(SweepTable.Score::subset).thenComparingInt(SweepTable.Score::domain));
        return scores;
    }

    private record Pair(long mask, int domain) {}

    private static SubsetBlock block(EvaluationRequested.Shard shard) {
        EvaluationRequested.@Nullable Range range = shard.range();
        return range == null
                ? new SubsetBlock.Picked(shard.subsets())
                : new SubsetBlock.Range(range.size(), range.first(), range.last());
    }
}
