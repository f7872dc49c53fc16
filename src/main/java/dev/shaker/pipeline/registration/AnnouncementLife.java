package dev.shaker.pipeline.registration;

import java.util.Locale;

import dev.shaker.adapter.Announcement;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Where an announced event stands: it has one outcome, but a rejection gives way to what becomes of it when it is put back. */
public sealed interface AnnouncementLife {
    /** The event was worked, or turned down. */
    default Known settle(Announcement outcome) {
        String state = getClass().getSimpleName().toLowerCase(Locale.ROOT);
        throw new ShakerException(ErrorCode.REQUEST_CONFLICT, "an event whose adapter is " + state + " cannot be "
                + outcome.outcome().name().toLowerCase(Locale.ROOT)
                + " too: its outcome stands; give the new event another id").with("state", state);
    }

    /** The state that an outcome is. */
    static Known of(Announcement outcome) {
        return switch (outcome.outcome()) {
            case REGISTERED -> new Registered(outcome);
            case SUPERSEDED -> new Superseded(outcome);
            case UNCHANGED -> new Unchanged(outcome);
            case WITHDRAWN -> new Withdrawn(outcome);
            case REJECTED -> new Rejected(outcome);
        };
    }

    /** Something became of it. */
    sealed interface Known extends AnnouncementLife {
        Announcement announcement();
    }

    /** What became of it stands for good. */
    sealed interface Settled extends Known {
    }

    /** Nothing is known of it yet. */
    record Awaited() implements AnnouncementLife {
        @Override
        public Known settle(Announcement outcome) {
            return of(outcome);
        }
    }

    /** Put back, its letter may come to something else. */
    record Rejected(Announcement announcement) implements Known {
        @Override
        public Known settle(Announcement outcome) {
            return of(outcome);
        }
    }

    record Registered(Announcement announcement) implements Settled {}

    record Superseded(Announcement announcement) implements Settled {}

    record Unchanged(Announcement announcement) implements Settled {}

    record Withdrawn(Announcement announcement) implements Settled {}
}
