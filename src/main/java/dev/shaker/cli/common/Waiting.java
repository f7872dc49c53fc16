package dev.shaker.cli.common;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Asks again and again until there is an answer. An instance that has answered once may restart meanwhile. */
public final class Waiting {
    /** What takes long is asked about less often. */
    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration BETWEEN = Duration.ofMillis(250);
    private static final Duration AWAY = Duration.ofSeconds(30);

    private Waiting() {
    }

    /**
     * @param what completes "not done after n s: …"
     * @throws CliException with {@link ExitCode#FAILED} when time is up, {@link ExitCode#ENVIRONMENT} when the instance
     *         has been away for half a minute
     */
    public static <T> T until(Duration limit, Supplier<String> what, Supplier<Optional<T>> question) {
        Instant end = Instant.now().plus(limit);
        Instant answered = Instant.MIN;
        Duration pause = FIRST;
        while (true) {
            try {
                Optional<T> answer = question.get();
                if (answer.isPresent()) {
                    return answer.get();
                }
                answered = Instant.now();
            } catch (CliException failure) {
                if (failure.exitCode() != ExitCode.ENVIRONMENT || answered.equals(Instant.MIN)
                        || Instant.now().isAfter(answered.plus(AWAY))) {
                    throw failure;
                }
            }
            if (Instant.now().isAfter(end)) {
                throw CliException.failed("not done after " + limit.toSeconds() + " s: " + what.get()
                        + ". The instance goes on with it; look later with 'shaker status', or wait longer with --timeout");
            }
            sleep(pause);
            pause = pause.compareTo(BETWEEN.dividedBy(2)) < 0 ? pause.multipliedBy(2) : BETWEEN;
        }
    }

    private static void sleep(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted");
        }
    }
}
