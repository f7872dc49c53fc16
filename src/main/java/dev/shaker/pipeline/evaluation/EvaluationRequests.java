package dev.shaker.pipeline.evaluation;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationKey;
import dev.shaker.evaluation.EvaluationSubject;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.pipeline.EvaluationLedger;
import dev.shaker.pipeline.Outbox;
import dev.shaker.tensor.Sha256;

/** Asks for evaluations, each once: what is evaluated decides its id. */
@ApplicationScoped
public class EvaluationRequests {
    private final EvaluationLedger ledger;
    private final Outbox outbox;
    private final Clock clock;

    EvaluationRequests(EvaluationLedger ledger, Outbox outbox, Clock clock) {
        this.ledger = ledger;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Asks for a domain's own adapter alone. Must be called inside a transaction.
     *
     * @return the evaluation's id, empty where the domain has no test split
     */
    public Optional<String> alone(RegisteredAdapter adapter, @Nullable Integer rowLimit, Attack attack) {
        return id(adapter, new EvaluationSubject.Single(adapter.id()), rowLimit, attack)
                .map(id -> request(id, adapter, null, rowLimit, attack, null));
    }

    /**
     * Asks for a mixture on a domain's rows, and for the domain's own adapter alone under the same attack to hold it against.
     */
    public Optional<String> mixed(String mixtureId, RegisteredAdapter adapter, @Nullable Integer rowLimit,
            Attack attack) {
        Optional<String> alone = alone(adapter, rowLimit, attack);
        return id(adapter, new EvaluationSubject.Mixture(mixtureId), rowLimit, attack)
                .map(id -> request(id, adapter, mixtureId, rowLimit, attack, alone.orElse(null)));
    }

    private String request(String id, RegisteredAdapter adapter, @Nullable String mixtureId,
            @Nullable Integer rowLimit, Attack attack, @Nullable String aloneId) {
        EvaluationRequested request = new EvaluationRequested(id, adapter.space(), mixtureId, adapter.id(),
                adapter.domain(), "test", rowLimit, null, Attacks.write(attack));
        if (ledger.request(request, aloneId, clock.instant())) {
            outbox.add(request);
        }
        return id;
    }

    private static Optional<String> id(RegisteredAdapter adapter, EvaluationSubject subject,
            @Nullable Integer rowLimit, Attack attack) {
        DataLocation test = adapter.test();
        if (test == null) {
            return Optional.empty();
        }
        // The space is part of it: the same adapter in two spaces is answered in both.
        Sha256 head = new Sha256().update(adapter.space());
        adapter.files().forEach((file, digest) -> head.update(file).update(digest));
        return Optional.of(new EvaluationKey(adapter.baseModel().digest(), subject, adapter.domain(), head.hex(),
                test.digest(), adapter.maxLength(), rowLimit == null ? Integer.MAX_VALUE : rowLimit, attack).id());
    }
}
