package dev.shaker.pipeline.registration;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;

/** The time of an event decides what is current: one typing error in a year would shut a domain to everything later. */
final class EventTime {
    /** How far the clocks of producers may run ahead. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private EventTime() {
    }

    /** As finely as the database keeps it, so that two of one event are equal wherever they were read. */
    static Instant of(Envelope<?> event) {
        return event.time().truncatedTo(ChronoUnit.MICROS);
    }

    /**
     * @param says what the time says of the event
     * @throws ShakerException {@code EVENT_INVALID} where it is more than a day ahead
     */
    static void check(Envelope<?> event, Instant now, String says) {
        if (event.time().isAfter(now.plus(AHEAD))) {
            throw new ShakerException(ErrorCode.EVENT_INVALID, "the event's time " + event.time()
                    + " is more than a day ahead of now (" + now + "): it says when " + says
                    + " and decides which of two is current; correct it, or the clock of the producer")
                    .with("field", "time");
        }
    }
}
