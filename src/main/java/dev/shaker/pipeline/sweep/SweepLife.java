package dev.shaker.pipeline.sweep;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Failure;

/**
 * Where a sweep stands, and what may become of it from there. Every transition is asked of every state; those that a state does
 * not allow refuse by name.
 */
public sealed interface SweepLife {
    /** How far a sweep is; nothing before it is planned. */
    SweepProgress progress();

    /**
     * The shards are fixed.
     *
     * @param total evaluations of all of them
     */
    default Running plan(int shards, long total, Instant at) {
        throw refused("planned");
    }

    /** It cannot be planned. */
    default Failed fail(Failure failure, Instant at) {
        throw refused("failed");
    }

    /**
     * The results of a shard have come.
     *
     * @param again whether the shard had failed before
     */
    default SweepLife shardDone(int evaluations, double seconds, boolean again, Instant at) {
        throw refused("given the results of a shard");
    }

    /** A shard cannot be evaluated. The others go on; with the last of them the sweep fails. */
    default SweepLife shardFailed(Failure failure, Instant at) {
        throw refused("told that a shard failed");
    }

    default Paused pause() {
        throw refused("paused");
    }

    /** Goes on, with the shards that failed too. */
    default Running resume(Instant at) {
        throw refused("resumed");
    }

    default Cancelled cancel(Instant at) {
        throw refused("cancelled");
    }

    private ShakerException refused(String transition) {
        String state = getClass().getSimpleName().toLowerCase(Locale.ROOT);
        boolean ended = this instanceof Cancelled || this instanceof Completed;
        return new ShakerException(ended ? ErrorCode.SWEEP_ENDED : ErrorCode.REQUEST_INVALID,
                "a sweep that is " + state + (progress().isPlanned() ? "" : " and has no plan") + " cannot be "
                        + transition + ": "
                        + (ended ? "ask for a new one" : "cancel it, or ask for it again under another id"))
                .with("state", state);
    }

    /** Known, not yet planned. */
    record Requested(@Nullable Long budgetSeconds) implements SweepLife {
        @Override
        public SweepProgress progress() {
            return SweepProgress.none(budgetSeconds);
        }

        @Override
        public Running plan(int shards, long total, Instant at) {
            return new Running(SweepProgress.planned(shards, total, budgetSeconds, at), Optional.empty());
        }

        @Override
        public Failed fail(Failure failure, Instant at) {
            return new Failed(progress(), failure, at);
        }

        @Override
        public Cancelled cancel(Instant at) {
            return new Cancelled(progress(), at);
        }
    }

    /** @param failure of the last shard that failed and was not tried again */
    record Running(SweepProgress progress, Optional<Failure> failure) implements SweepLife {
        @Override
        public SweepLife shardDone(int evaluations, double seconds, boolean again, Instant at) {
            SweepProgress after = progress.done(evaluations, seconds, again, at);
            if (after.isOver()) {
                return ended(after, failure, at);
            }
            return after.isBudgetUsedUp() ? new Paused(after, failure) : new Running(after, failure);
        }

        @Override
        public SweepLife shardFailed(Failure cause, Instant at) {
            SweepProgress after = progress.failed();
            return after.isOver() ? new Failed(after, cause, at) : new Running(after, Optional.of(cause));
        }

        @Override
        public Paused pause() {
            return new Paused(progress, failure);
        }

        /** What was lost on its way is sent again; the rate goes on as it was. */
        @Override
        public Running resume(Instant at) {
            return new Running(progress.retried(), Optional.empty());
        }

        @Override
        public Cancelled cancel(Instant at) {
            return new Cancelled(progress, at);
        }
    }

    /**
     * Its shards are left alone until it is resumed; those that were in hand may still end.
     *
     * @param failure of the last shard that failed and was not tried again
     */
    record Paused(SweepProgress progress, Optional<Failure> failure) implements SweepLife {
        @Override
        public SweepLife shardDone(int evaluations, double seconds, boolean again, Instant at) {
            SweepProgress after = progress.done(evaluations, seconds, again, at);
            return after.isOver() ? ended(after, failure, at) : new Paused(after, failure);
        }

        @Override
        public SweepLife shardFailed(Failure cause, Instant at) {
            SweepProgress after = progress.failed();
            return after.isOver() ? new Failed(after, cause, at) : new Paused(after, Optional.of(cause));
        }

        @Override
        public Paused pause() {
            return this;
        }

        /** A budget of time holds no longer. */
        @Override
        public Running resume(Instant at) {
            return new Running(progress.retried().resumed(at), Optional.empty());
        }

        @Override
        public Cancelled cancel(Instant at) {
            return new Cancelled(progress, at);
        }
    }

    /** It cannot be planned, or shards of it cannot be evaluated; resumed, it tries those again. */
    record Failed(SweepProgress progress, Failure failure, Instant at) implements SweepLife {
        /** Its letter was put back, and its shard could be evaluated after all. */
        @Override
        public SweepLife shardDone(int evaluations, double seconds, boolean again, Instant now) {
            if (!progress.isPlanned()) {
                return SweepLife.super.shardDone(evaluations, seconds, again, now);
            }
            SweepProgress after = progress.done(evaluations, seconds, again, now);
            return after.isOver() ? ended(after, Optional.of(failure), now) : new Failed(after, failure, at);
        }

        @Override
        public Running resume(Instant now) {
            return progress.isPlanned()
                    ? new Running(progress.retried().resumed(now), Optional.empty())
                    : SweepLife.super.resume(now);
        }

        @Override
        public Cancelled cancel(Instant now) {
            return new Cancelled(progress, now);
        }
    }

    /** Nothing more is evaluated; what is there stays. */
    record Cancelled(SweepProgress progress, Instant at) implements SweepLife {
        @Override
        public Cancelled cancel(Instant now) {
            return this;
        }
    }

    /** All shards are done. */
    record Completed(SweepProgress progress, Instant at) implements SweepLife {}

    private static SweepLife ended(SweepProgress progress, Optional<Failure> failure, Instant at) {
        return progress.shardsFailed() == 0
                ? new Completed(progress, at)
                : new Failed(progress, failure.orElseThrow(), at);
    }
}
