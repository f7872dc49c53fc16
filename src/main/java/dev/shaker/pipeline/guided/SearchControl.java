package dev.shaker.pipeline.guided;

import java.time.Clock;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.shaker.error.ShakerException;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.GuidedRequested;
import dev.shaker.pipeline.Outbox;

/** What people do with searches: ask for one, pause, resume, cancel. */
@ApplicationScoped
public class SearchControl {
    private final SearchLedger ledger;
    private final Outbox outbox;
    private final Clock clock;

    SearchControl(SearchLedger ledger, Outbox outbox, Clock clock) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Takes a request in.
     *
     * @throws ShakerException {@code REQUEST_INVALID} for what can never be searched for, {@code REQUEST_CONFLICT} where its id was
     *         given to another request
     */
    @Transactional
    public void submit(GuidedRequested request) {
        SearchPlanning.check(request);
        ledger.open(request, clock.instant());
        outbox.add(request);
    }

    /** Nothing is asked for any more; shards that are being measured may still end. Paused twice is paused once. */
    @Transactional
    public SearchView pause(String id) {
        return told(ledger.pause(id));
    }

    /** Nothing more is measured; what is there stays. */
    @Transactional
    public SearchView cancel(String id) {
        return told(ledger.cancel(id, clock.instant()));
    }

    /** Goes on where it stood: with the shards that are not measured, also of a search that runs, or with the next round. */
    @Transactional
    public SearchView resume(String id) {
        SearchView view = told(ledger.resume(id, clock.instant()));
        List<EvaluationRequested> unfinished = ledger.unfinished(id);
        unfinished.forEach(outbox::add);
        if (unfinished.isEmpty()) {
            outbox.add(ledger.request(id));
        }
        return view;
    }

    private SearchView told(SearchView after) {
        outbox.add(SearchEvents.progress(after));
        return after;
    }
}
