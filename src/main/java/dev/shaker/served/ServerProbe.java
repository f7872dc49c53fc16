package dev.shaker.served;

import java.time.Duration;

import dev.shaker.error.ShakerException;

/** Whether the server works, for those who ask whether this process is ready. */
public final class ServerProbe {
    private ServerProbe() {
    }

    /**
     * Asks once.
     *
     * @param patience how long the answer may take
     * @throws ShakerException {@code EVALUATION_SERVER_UNAVAILABLE} where there is none, or it is no
     */
    public static void check(ServerAccess access, Duration patience) {
        var hurried = new ServerAccess(access.url(), access.engine(), access.key(), access.directory(), 1, patience,
                Duration.ZERO);
        try (var calls = new ServerCalls(hurried)) {
            ServerCalls.Answer answer = calls.get("/health");
            if (!answer.isFine()) {
                throw ServerErrors.unavailable(answer.at(), answer.message(), null);
            }
        }
    }
}
