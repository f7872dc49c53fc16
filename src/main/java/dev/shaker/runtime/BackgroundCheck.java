package dev.shaker.runtime;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.jspecify.annotations.Nullable;

/**
 * A health check that may block, looked at beside the probes and never by them: checks that are registered by hand run on the
 * event loop, which a neighbour that hangs would keep from answering anything at all. A probe gets the last answer, and none
 * where the check itself does not come back.
 */
public final class BackgroundCheck implements HealthCheck {
    private static final Duration FRESH = Duration.ofSeconds(2);

    private final String name;
    private final HealthCheck check;
    private final Duration patience;
    private final AtomicReference<Look> current = new AtomicReference<>(new Look(null, 0, 0));

    /**
     * @param answer of the last look that came back, null before the first one has
     * @param begun {@link System#nanoTime} of a look that is under way, 0 where there is none
     * @param answered {@link System#nanoTime} of the answer
     */
    private record Look(@Nullable HealthCheckResponse answer, long begun, long answered) {}

    /** @param patience how long a look may take before the answer is no */
    public BackgroundCheck(String name, HealthCheck check, Duration patience) {
        this.name = name;
        this.check = check;
        this.patience = patience;
    }

    /** Looks for the first time, so that the first probe finds an answer. */
    public BackgroundCheck begun() {
        look(current.get());
        return this;
    }

    @Override
    public HealthCheckResponse call() {
        Look look = current.get();
        long now = System.nanoTime();
        if (look.begun() == 0 && (look.answer() == null || now - look.answered() > FRESH.toNanos())) {
            look(look);
            look = current.get();
        }
        if (look.begun() != 0 && now - look.begun() > patience.toNanos()) {
            return HealthCheckResponse.named(name).down()
                    .withData("error", "no answer for " + Duration.ofNanos(now - look.begun()).toSeconds() + " s")
                    .build();
        }
        HealthCheckResponse answer = look.answer();
        return answer != null
                ? answer
                : HealthCheckResponse.named(name).down().withData("error", "not looked at yet").build();
    }

    private void look(Look before) {
        Look begun = new Look(before.answer(), System.nanoTime(), before.answered());
        if (current.compareAndSet(before, begun)) {
            Thread.ofVirtual().name("health " + name)
                    .start(() -> current.set(new Look(answer(), 0, System.nanoTime())));
        }
    }

    private HealthCheckResponse answer() {
        try {
            return check.call();
        } catch (RuntimeException e) {
            return HealthCheckResponse.named(name).down().withData("error", String.valueOf(e.getMessage())).build();
        }
    }
}
