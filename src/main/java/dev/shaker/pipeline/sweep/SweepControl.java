package dev.shaker.pipeline.sweep;

import java.time.Clock;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.sweep.SweepStatus;
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
     * @throws ShakerException {@code REQUEST_INVALID} where its attack can never be made or a name stands twice, {@code REQUEST_CONFLICT} where its id was
     *         given to another request
     */
    @Transactional
    public void submit(SweepRequested request) {
        checkNames(request);
        Attacks.read(request.attack());
        ledger.open(request, clock.instant());
        outbox.add(request);
    }

    /** @throws ShakerException {@code REQUEST_INVALID} where a member or target is named twice */
    static void checkNames(SweepRequested request) {
        Names.once("members", request.members());
        Names.once("targets", request.targets());
    }

    /** Shards that are being evaluated are dropped or finished, the others left alone; paused twice is paused once. */
    @Transactional
    public SweepView pause(String id) {
        return change(id, SweepStatus.PAUSED);
    }

    /** Nothing more is evaluated; what is there stays. */
    @Transactional
    public SweepView cancel(String id) {
        return change(id, SweepStatus.CANCELLED);
    }

    /**
     * Sends every unfinished shard again, also of a sweep that runs (then a shard that was lost comes back, and the others
     * are still evaluated once). A budget of time holds no longer.
     */
    @Transactional
    public SweepView resume(String id) {
        SweepView view = change(id, SweepStatus.RUNNING);
        ledger.unfinished(id).forEach(outbox::add);
        return view;
    }

    private SweepView change(String id, SweepStatus status) {
        // Decided on what it is once nobody else can change it, not on what it was.
        SweepView before = find(id);
        if (before.status().ended() && before.status() != status) {
            throw new ShakerException(ErrorCode.SWEEP_ENDED,
                    "sweep '" + id + "' is " + before.status().name().toLowerCase(java.util.Locale.ROOT)
                            + ": ask for a new one")
                    .with("sweep", id);
        }
        if (status != SweepStatus.CANCELLED && before.shards() == 0) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "sweep '" + id + "' has no plan ("
                    + before.status().name().toLowerCase(java.util.Locale.ROOT)
                    + "): it can only be cancelled, or asked for again under another id").with("sweep", id);
        }
        SweepView after = ledger.change(id, status, clock.instant());
        outbox.add(SweepEvents.progress(after, null));
        return after;
    }

    private SweepView find(String id) {
        return ledger.locked(id).orElseThrow(
                () -> new ShakerException(ErrorCode.SWEEP_UNKNOWN, "there is no sweep '" + id + "'").with("sweep", id));
    }
}
