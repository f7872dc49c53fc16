package dev.shaker.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Keys of the outbox whose oldest event fails though the broker is there, for a reason that may pass. They are passed over and
 * tried again with growing pauses, so that however many of their events wait, those of other keys go on.
 */
final class RefusedKeys {
    private final Map<String, Refusal> refusals = new HashMap<>();
    private final LongSupplier nanoTime;

    RefusedKeys(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record Refusal(int times, long since, long until) {}

    /** Refused once more. @return the pause until the next attempt */
    Duration refuse(String key) {
        Refusal before = refusals.get(key);
        int times = before == null ? 1 : before.times() + 1;
        Duration pause = Patience.delay(times);
        long now = nanoTime.getAsLong();
        refusals.put(key, new Refusal(times, before == null ? now : before.since(), now + pause.toNanos()));
        return pause;
    }

    /** For how long the key's oldest event has been refused; zero where it was not. */
    Duration since(String key) {
        Refusal refusal = refusals.get(key);
        return refusal == null ? Duration.ZERO : Duration.ofNanos(nanoTime.getAsLong() - refusal.since());
    }

    /** Keys whose pause is not over. */
    Set<String> passedOver() {
        long now = nanoTime.getAsLong();
        Set<String> keys = new HashSet<>();
        refusals.forEach((key, refusal) -> {
            if (refusal.until() - now > 0) {
                keys.add(key);
            }
        });
        return keys;
    }

    /** Forgets all keys but those that still have events which were not taken. */
    void keep(Set<String> refused, Set<String> passedOver) {
        refusals.keySet().removeIf(key -> !refused.contains(key) && !passedOver.contains(key));
    }
}
