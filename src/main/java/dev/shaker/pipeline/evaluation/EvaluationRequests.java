package dev.shaker.pipeline.evaluation;

import java.time.Clock;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.Wire;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationInput;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.pipeline.EvaluationLedger;
import dev.shaker.pipeline.Outbox;

/** Asks for evaluations, each once: what is evaluated decides its id. */
@ApplicationScoped
public class EvaluationRequests {
    private final EvaluationInputs inputs;
    private final EvaluationLedger ledger;
    private final Outbox outbox;
    private final Clock clock;

    EvaluationRequests(EvaluationInputs inputs, EvaluationLedger ledger, Outbox outbox, Clock clock) {
        this.inputs = inputs;
        this.ledger = ledger;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * Asks for a domain's own adapter alone. Must be called inside a transaction.
     *
     * @param again measure it anew, where it was measured before too
     * @return the evaluation's id, empty where the domain has no test split, or others measure on it and the rows are attacked
     */
    public Optional<EvaluationId> alone(RegisteredAdapter adapter, @Nullable Integer rowLimit, Attack attack,
            boolean again) {
        return input(adapter, null, rowLimit, attack)
                .map(input -> request(input.id(), adapter, null, rowLimit, attack, null, again));
    }

    /**
     * Asks for a mixture on a domain's rows, and for the domain's own adapter alone under the same attack to hold it against.
     */
    public Optional<EvaluationId> mixed(MixtureId mixtureId, RegisteredAdapter adapter, @Nullable Integer rowLimit,
            Attack attack, boolean again) {
        Optional<EvaluationId> alone = alone(adapter, rowLimit, attack, again);
        return input(adapter, mixtureId, rowLimit, attack)
                .map(input -> request(input.id(), adapter, mixtureId, rowLimit, attack, alone.orElse(null), again));
    }

    /** The id that a domain's own adapter alone has or would have, empty where the domain has no test split. */
    public Optional<EvaluationId> aloneId(RegisteredAdapter adapter, @Nullable Integer rowLimit) {
        return inputs.of(adapter, null, rowLimit, new Attack.None()).map(EvaluationInput::id);
    }

    /** Only Shaker itself attacks. */
    private Optional<EvaluationInput> input(RegisteredAdapter adapter, @Nullable MixtureId mixtureId,
            @Nullable Integer rowLimit, Attack attack) {
        return adapter.isMeasuredOutside() && !(attack instanceof Attack.None)
                ? Optional.empty()
                : inputs.of(adapter, mixtureId, rowLimit, attack);
    }

    private EvaluationId request(EvaluationId id, RegisteredAdapter adapter, @Nullable MixtureId mixtureId,
            @Nullable Integer rowLimit, Attack attack, @Nullable EvaluationId aloneId, boolean again) {
        EvaluationRequested request = new EvaluationRequested(id.hex(), adapter.space().name(), Wire.text(mixtureId),
                adapter.id().hex(),
                adapter.domain().name(), "test", rowLimit, null, Attacks.write(attack),
                adapter.isMeasuredOutside() ? EvaluationRequested.OUTSIDE : null);
        if (ledger.request(request, aloneId, again, clock.instant())) {
            outbox.add(request);
        }
        return id;
    }
}
