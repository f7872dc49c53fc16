package dev.shaker.outbound;

import java.time.Instant;
import java.util.List;

import dev.shaker.event.Envelope;
import dev.shaker.event.VerdictReached;
import dev.shaker.tensor.Sha256;

/** Verdicts as the gate tells them. */
public final class SomeVerdict {
    private SomeVerdict() {
    }

    public static Envelope<VerdictReached> of(String id, String space, String mixture, String policy, String outcome,
            Instant at) {
        return new Envelope<>(id, "/shaker/verdict", at, new VerdictReached(hex(id), null, space, hex(mixture),
                new VerdictReached.PolicyUsed(policy, hex(policy)), outcome, outcome.equals("pass"),
                "2 domains für alle",
                List.of(), List.of(), List.of(), List.of(), false, true));
    }

    static String hex(String text) {
        return Sha256.hex(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}
