package dev.shaker.runtime;

import java.time.Duration;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

/** Whether the evaluation under way gets on: a device that hangs neither fails nor answers. */
@ApplicationScoped
public class EvaluationProgress {
    private int running;
    private long advancedAt;

    /** Runs one evaluation; those of other threads wait for the device, which is no standstill of theirs. */
    <T> T during(Supplier<T> evaluation) {
        synchronized (this) {
            running++;
            if (running == 1) {
                advancedAt = System.nanoTime();
            }
        }
        try {
            return evaluation.get();
        } finally {
            synchronized (this) {
                running--;
                advancedAt = System.nanoTime();
            }
        }
    }

    /** To be called after every batch of rows. */
    public synchronized void advanced() {
        advancedAt = System.nanoTime();
    }

    /** For how long an evaluation has stood still; zero where none is under way. */
    synchronized Duration standstill() {
        return running == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - advancedAt);
    }
}
