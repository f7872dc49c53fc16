package dev.shaker.runtime;

import java.util.function.ToDoubleFunction;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Names of all meters: the one place. */
public final class Meters {
    /** Gauge: events that wait in the outbox. */
    public static final String OUTBOX_DEPTH = "shaker.outbox.depth";
    /** Gauge, seconds: age of the oldest waiting event. */
    public static final String OUTBOX_AGE = "shaker.outbox.age";
    /** Gauge: events that no topic takes, kept in the database until they are put back. */
    public static final String OUTBOX_BURIED = "shaker.outbox.buried";
    /** Counter, tags topic and code: events of the outbox that were buried. */
    public static final String OUTBOX_REFUSED = "shaker.outbox.refused";
    /** Counter, tag topic: records that became dead letters. */
    public static final String DEAD_LETTERS = "shaker.dead.letters";
    /** Counter: events published. */
    public static final String OUTBOX_PUBLISHED = "shaker.outbox.published";
    /** Counter, tags consumer and outcome: events taken from topics. */
    public static final String EVENTS = "shaker.events";
    /** Counter, tag consumer: attempts that were repeated because something was away. */
    public static final String EVENT_RETRIES = "shaker.event.retries";

    /** Gauge, seconds, tag consumer: age of the oldest event in hand, zero where there is none. */
    public static final String EVENT_OLDEST = "shaker.event.oldest.seconds";

    private Meters() {
    }

    /**
     * A gauge of this instance. A live reload leaves that of the instance before it, which would be asked instead.
     *
     * @param of what is asked, kept from being collected by its owner alone
     */
    public static <T> void gauge(MeterRegistry meters, String name, Tags tags, T of, ToDoubleFunction<T> value) {
        Gauge before = meters.find(name).tags(tags).gauge();
        if (before != null) {
            meters.remove(before);
        }
        Gauge.builder(name, of, value).tags(tags).register(meters);
    }
}
