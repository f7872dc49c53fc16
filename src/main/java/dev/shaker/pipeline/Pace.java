package dev.shaker.pipeline;

import java.time.Duration;
import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * How fast something long gets on.
 *
 * @param since when it began or was resumed, null until then
 * @param last when a part of it was done since, null until one is
 * @param done how much was since
 */
public record Pace(@Nullable Instant since, @Nullable Instant last, long done) {
    private static final double SHORTEST = 0.001;

    /** Null where nothing was done since. */
    public @Nullable Double perSecond() {
        return since == null || last == null || done == 0
                ? null
                : done / Math.max(SHORTEST, Duration.between(since, last).toMillis() / 1000.0);
    }

    /** When so much more is done, null where there is no pace yet. */
    public @Nullable Instant end(long left) {
        Double rate = perSecond();
        return rate == null || last == null ? null : last.plusMillis((long) (left / rate * 1000));
    }
}
