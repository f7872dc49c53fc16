package dev.shaker.event;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Ids of outgoing events: UUID version 7 (RFC 9562), so that they sort by time. They need not follow from the cause:
 * an event is made once, in the transaction of its effect, and the outbox keeps it with its id until it is published.
 */
public final class EventIds {
    private static final SecureRandom RANDOM = new SecureRandom();

    private EventIds() {
    }

    public static String next(Instant now) {
        long high = (now.toEpochMilli() << 16) | 0x7000L | RANDOM.nextInt(1 << 12);
        long low = 0x8000000000000000L | (RANDOM.nextLong() >>> 2);
        return new UUID(high, low).toString();
    }
}
