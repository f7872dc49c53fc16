package dev.shaker.pipeline.evaluation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.event.AttackRequested;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.SpaceView;

/** Evaluations that somebody asks for over HTTP, beside those that a mixture brings. */
@ApplicationScoped
public class EvaluationIntake {
    private final SpaceView spaces;
    private final MixtureLedger mixtures;
    private final EvaluationRequests requests;
    private final Attacks attacks;

    EvaluationIntake(SpaceView spaces, MixtureLedger mixtures, EvaluationRequests requests, Attacks attacks) {
        this.attacks = attacks;
        this.spaces = spaces;
        this.mixtures = mixtures;
        this.requests = requests;
    }

    /**
     * @param mixtureId null for the domain's own adapter alone
     * @param attack null for the rows as they are
     * @return the evaluation's id; one that is known already is not computed again
     * @throws ShakerException {@code SPACE_UNKNOWN}, {@code DOMAIN_UNKNOWN}, {@code MIXTURE_UNKNOWN},
     *         {@code DATA_FILE_INVALID} where the domain has no test split, {@code REQUEST_INVALID} for an impossible attack
     */
    @Transactional
    public String submit(String space, String domain, @Nullable String mixtureId, @Nullable Integer rowLimit,
            @Nullable AttackRequested attack) {
        RegisteredAdapter adapter = spaces.of(space, false).adapter(domain);
        if (mixtureId != null && mixtures.stored(mixtureId).isEmpty()) {
            throw new ShakerException(ErrorCode.MIXTURE_UNKNOWN,
                    "there is no mixture '" + mixtureId + "': request it first").with("mixture", mixtureId);
        }
        Attack resolved = attacks.resolve(attack);
        return (mixtureId == null
                ? requests.alone(adapter, rowLimit, resolved)
                : requests.mixed(mixtureId, adapter, rowLimit, resolved))
                .orElseThrow(() -> new ShakerException(ErrorCode.DATA_FILE_INVALID, "domain '" + domain
                        + "' of space '" + space + "' has no test split: announce its adapter again with domain.test"));
    }
}
