package dev.shaker.pipeline.guided;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.event.GuidedReady;
import dev.shaker.event.GuidedRequested;
import dev.shaker.guided.Batch;
import dev.shaker.guided.Leaders;
import dev.shaker.guided.Replay;
import dev.shaker.identity.DomainName;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.pipeline.Outbox;
import dev.shaker.tensor.Sha256;

/**
 * Takes searches a step further: plans one that is new, and goes through it with all that was measured, to the next round of
 * measurements or to its end. A request comes again when its round has been measured; in between it changes nothing.
 */
@ApplicationScoped
public class SearchSteps implements EventHandler<GuidedRequested> {
    private static final Logger LOG = Logger.getLogger(SearchSteps.class);
    /** Row evaluations of a shard: seconds on a processor, so that several evaluators have something of a round. */
    private static final int SHARD_ROWS = 8192;

    private final SearchLedger ledger;
    private final SearchCatalog searches;
    private final SearchPlanning planning;
    private final StandingSearches standing;
    private final EffectOnce effects;
    private final Outbox outbox;
    private final Clock clock;

    SearchSteps(SearchLedger ledger, SearchCatalog searches, SearchPlanning planning, StandingSearches standing,
            EffectOnce effects, Outbox outbox, Clock clock) {
        this.ledger = ledger;
        this.searches = searches;
        this.planning = planning;
        this.standing = standing;
        this.effects = effects;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public String consumer() {
        return "search";
    }

    @Override
    public void handle(Envelope<GuidedRequested> event) {
        if (effects.isDone(consumer(), event)) {
            return;
        }
        GuidedRequested request = event.data();
        String id = request.guidedId();
        effects.prepare(() -> ledger.open(request, clock.instant()));
        SearchView view = searches.search(id).orElseThrow();
        boolean waits = view.status() == SearchStatus.RUNNING && view.progress().isMeasured();
        if (view.status() != SearchStatus.REQUESTED && !waits) {
            effects.apply(consumer(), event, () -> LOG.debugf("search left as it is: search=%s", id));
            return;
        }
        Optional<SearchPlan> known = ledger.plan(id);
        SearchPlan plan = known.orElseGet(() -> planning.plan(request));
        StandingSearches.Standing search = standing.take(request, plan, view.progress().round());
        boolean waiting = false;
        try {
            Replay.Step step = search.replay().next();
            waiting = effects.apply(consumer(), event, () -> {
                boolean taken = (known.isPresent() || ledger.planned(id, plan, clock.instant()))
                        && take(view, request, search, step);
                if (taken) {
                    searches.search(id).ifPresent(after -> outbox.add(SearchEvents.progress(after)));
                }
            }) && step instanceof Replay.Missing;
        } finally {
            if (waiting) {
                standing.keep(id, search);
            } else {
                search.close();
            }
        }
        LOG.infof("search taken further: space=%s search=%s round=%d rows=%d", request.space(), id,
                view.progress().round(), view.progress().measured());
    }

    private boolean take(SearchView before, GuidedRequested request, StandingSearches.Standing search,
            Replay.Step step) {
        int round = before.progress().round();
        SearchPlan plan = search.plan();
        if (step instanceof Replay.Missing(List<Batch> batches)) {
            List<SearchLedger.Shard> shards = batches.stream()
                    .flatMap(batch -> shards(request, plan, round + 1, batch).stream()).toList();
            boolean asked = ledger.asked(request.guidedId(), round, shards,
                    Leaders.of(search.question(), search.replay().stored()).stream().map(SearchEvents::leader)
                            .toList());
            if (asked) {
                shards.forEach(shard -> outbox.add(shard.request()));
            }
            return asked;
        }
        GuidedReady ready = SearchEvents.ready(before, request.objective(), plan, step);
        boolean completed = ledger.completed(request.guidedId(), round, ready, clock.instant());
        if (completed) {
            outbox.add(ready);
        }
        return completed;
    }

    private static List<SearchLedger.Shard> shards(GuidedRequested request, SearchPlan plan, int round, Batch batch) {
        List<DomainName> domains = plan.domains();
        List<EvaluationRequested.Member> members = batch.candidates().stream()
                .map(domain -> new EvaluationRequested.Member(domain.name(),
                        plan.candidates().get(domains.indexOf(domain)).adapterId().hex(), null))
                .toList();
        SearchPlan.Target target = plan.targets().stream()
                .filter(one -> plan.of(one).domain().equals(batch.target())).findFirst().orElseThrow();
        int rows = batch.to() - batch.from();
        int most = Math.max(1, SHARD_ROWS / rows);
        List<SearchLedger.Shard> shards = new ArrayList<>();
        for (int at = 0; at < batch.masks().size(); at += most) {
            List<Long> masks = batch.masks().subList(at, Math.min(at + most, batch.masks().size()));
            var part = new EvaluationRequested.Guided(request.guidedId(), round, members, masks,
                    target.input().hex(), SearchPlanning.seed(request), batch.from(), batch.to());
            String id = new Sha256().update("search " + request.guidedId() + " " + round + " " + batch.target() + " "
                    + batch.from() + " " + batch.to() + " " + masks + " " + batch.candidates()).hex();
            shards.add(new SearchLedger.Shard(new EvaluationRequested(id, request.space(),
                    plan.of(target).adapterId().hex(), batch.target().name(), part), (long) masks.size() * rows));
        }
        return shards;
    }

    @Override
    public void reject(Envelope<GuidedRequested> event, ShakerException cause) {
        if (cause.code() == ErrorCode.REQUEST_CONFLICT) {
            // The search that has the id goes on as it was, and no event of its own tells of another: a dead letter does.
            throw cause;
        }
        effects.apply(consumer(), event, () -> {
            ledger.open(event.data(), clock.instant());
            ledger.failed(event.data().guidedId(), Failure.of(cause), clock.instant());
            searches.search(event.data().guidedId()).ifPresent(view -> outbox.add(SearchEvents.progress(view)));
        });
    }
}
