package dev.shaker.pipeline.sweep;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.SweepRequested;
import dev.shaker.pipeline.Names;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.SweepLedger;
import dev.shaker.pipeline.evaluation.Attacks;

/** What people do with sweeps: ask for one, pause, resume, cancel. */
@ApplicationScoped
public class SweepControl {
    private final SweepLedger ledger;
    private final Outbox outbox;
    private final Clock clock;

    SweepControl(SweepLedger ledger, Outbox outbox, Clock clock) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Takes a request in.
     *
     * @throws ShakerException {@code REQUEST_INVALID} where its attack or its pruning can never be made or a name stands twice, {@code MIXTURE_REQUEST_INVALID} for how it prunes, {@code REQUEST_CONFLICT} where its id was
     *         given to another request
     */
    @Transactional
    public void submit(SweepRequested request) {
        check(request);
        Attacks.read(request.attack());
        ledger.open(request, clock.instant());
        outbox.add(request);
    }

    /**
     * @throws ShakerException {@code REQUEST_INVALID} where a member or target is named twice or nothing can be pruned as asked,
     *         {@code MIXTURE_REQUEST_INVALID} for how it prunes
     */
    static void check(SweepRequested request) {
        Names.once("members", request.members());
        Names.once("targets", request.targets());
        SweepPruning.smallest(request);
    }

    /** Shards that are being evaluated are dropped or finished, the others left alone; paused twice is paused once. */
    @Transactional
    public SweepView pause(String id) {
        return told(ledger.pause(id));
    }

    /** Nothing more is evaluated; what is there stays. */
    @Transactional
    public SweepView cancel(String id) {
        return told(ledger.cancel(id, clock.instant()));
    }

    /**
     * Sends every unfinished shard again, also of a sweep that runs (then a shard that was lost comes back, and the others
     * are still evaluated once). A budget of time holds no longer.
     */
    @Transactional
    public SweepView resume(String id) {
        SweepView view = told(ledger.resume(id, clock.instant()));
        ledger.unfinished(id).forEach(outbox::add);
        return view;
    }

    private SweepView told(SweepView after) {
        outbox.add(SweepEvents.progress(after, null));
        return after;
    }
}
