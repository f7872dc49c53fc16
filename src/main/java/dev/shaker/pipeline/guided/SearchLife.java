package dev.shaker.pipeline.guided;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Failure;

/**
 * Where a search stands, and what may become of it from there. Every transition is asked of every state; those that a state does not
 * allow refuse by name.
 */
public sealed interface SearchLife {
    /** How far it is. */
    SearchProgress progress();

    /** What it is to cost is fixed. */
    default Running plan(long budget, Instant at) {
        throw refused("planned");
    }

    /** It cannot be planned, or cannot go on. */
    default Failed fail(Failure failure, Instant at) {
        throw refused("failed");
    }

    /** It waits for another round of measurements. */
    default Running ask(int shards) {
        throw refused("given another round");
    }

    /** What it looked for is found. */
    default Completed complete(Instant at) {
        throw refused("completed");
    }

    /**
     * A shard has been measured.
     *
     * @param again whether it had failed before
     */
    default SearchLife shardDone(SearchLedger.Done shard, boolean again, Instant at) {
        throw refused("given the measurements of a shard");
    }

    /** A shard cannot be measured. The others of its round go on; with the last of them the search fails. */
    default SearchLife shardFailed(Failure failure, Instant at) {
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
        return new ShakerException(ended ? ErrorCode.SEARCH_ENDED : ErrorCode.REQUEST_INVALID,
                "a search that is " + state + (progress().isPlanned() ? "" : " and has no plan") + " cannot be "
                        + transition + ": "
                        + (ended ? "ask for a new one" : "cancel it, or ask for it again under another id"))
                .with("state", state);
    }

    /** Known, not yet planned. */
    record Requested() implements SearchLife {
        @Override
        public SearchProgress progress() {
            return SearchProgress.NONE;
        }

        @Override
        public Running plan(long budget, Instant at) {
            return new Running(SearchProgress.planned(budget, at), Optional.empty());
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

    /** @param failure of the last shard of the round that failed and was not tried again */
    record Running(SearchProgress progress, Optional<Failure> failure) implements SearchLife {
        @Override
        public Running ask(int shards) {
            return new Running(progress.asked(shards), Optional.empty());
        }

        @Override
        public Completed complete(Instant at) {
            return new Completed(progress, at);
        }

        @Override
        public Failed fail(Failure cause, Instant at) {
            return new Failed(progress, cause, at);
        }

        @Override
        public SearchLife shardDone(SearchLedger.Done shard, boolean again, Instant at) {
            SearchProgress after = progress.done(shard, again, at);
            return isLost(after) ? new Failed(after, failure.orElseThrow(), at) : new Running(after, failure);
        }

        @Override
        public SearchLife shardFailed(Failure cause, Instant at) {
            SearchProgress after = progress.shardFailed();
            return isLost(after) ? new Failed(after, cause, at) : new Running(after, Optional.of(cause));
        }

        @Override
        public Paused pause() {
            return new Paused(progress, failure);
        }

        /** What was lost on its way is sent again. */
        @Override
        public Running resume(Instant at) {
            return new Running(progress.resumed(at), Optional.empty());
        }

        @Override
        public Cancelled cancel(Instant at) {
            return new Cancelled(progress, at);
        }
    }

    /**
     * It goes no further until it is resumed; shards that were in hand may still end.
     *
     * @param failure of the last shard of the round that failed and was not tried again
     */
    record Paused(SearchProgress progress, Optional<Failure> failure) implements SearchLife {
        @Override
        public SearchLife shardDone(SearchLedger.Done shard, boolean again, Instant at) {
            SearchProgress after = progress.done(shard, again, at);
            return isLost(after) ? new Failed(after, failure.orElseThrow(), at) : new Paused(after, failure);
        }

        @Override
        public SearchLife shardFailed(Failure cause, Instant at) {
            SearchProgress after = progress.shardFailed();
            return isLost(after) ? new Failed(after, cause, at) : new Paused(after, Optional.of(cause));
        }

        @Override
        public Paused pause() {
            return this;
        }

        @Override
        public Running resume(Instant at) {
            return new Running(progress.resumed(at), Optional.empty());
        }

        @Override
        public Cancelled cancel(Instant at) {
            return new Cancelled(progress, at);
        }
    }

    /** It cannot be planned, or a round of it cannot be measured; resumed, it tries that again. */
    record Failed(SearchProgress progress, Failure failure, Instant at) implements SearchLife {
        /** Its letter was put back, and its shard could be measured after all: it goes on once nothing is missing. */
        @Override
        public SearchLife shardDone(SearchLedger.Done shard, boolean again, Instant now) {
            if (!progress.isPlanned()) {
                return SearchLife.super.shardDone(shard, again, now);
            }
            SearchProgress after = progress.done(shard, again, now);
            return after.isMeasured() ? new Running(after, Optional.empty()) : new Failed(after, failure, at);
        }

        @Override
        public Running resume(Instant now) {
            return progress.isPlanned()
                    ? new Running(progress.resumed(now), Optional.empty())
                    : SearchLife.super.resume(now);
        }

        @Override
        public Cancelled cancel(Instant now) {
            return new Cancelled(progress, now);
        }
    }

    /** Nothing more is measured; what is there stays. */
    record Cancelled(SearchProgress progress, Instant at) implements SearchLife {
        @Override
        public Cancelled cancel(Instant now) {
            return this;
        }
    }

    /** It has found. */
    record Completed(SearchProgress progress, Instant at) implements SearchLife {}

    /** Whether nothing of a round is left that may still end, and something of it failed. */
    private static boolean isLost(SearchProgress progress) {
        return progress.open() == 0 && progress.failed() > 0;
    }
}
