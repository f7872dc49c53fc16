package dev.shaker.pipeline.evaluation;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.event.AttackRequested;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.SpaceView;

/** Evaluations that somebody asks for over HTTP, beside those that a mixture brings. */
@ApplicationScoped
public class EvaluationIntake {
    private final SpaceView spaces;
    private final MixtureLedger mixtures;
    private final EvaluationJobs jobs;
    private final EvaluationRequests requests;
    private final Attacks attacks;

    EvaluationIntake(SpaceView spaces, MixtureLedger mixtures, EvaluationJobs jobs,
            EvaluationRequests requests, Attacks attacks) {
        this.attacks = attacks;
        this.spaces = spaces;
        this.mixtures = mixtures;
        this.jobs = jobs;
        this.requests = requests;
    }

    /**
     * @param mixtureId null for the domain's own adapter alone
     * @param attack null for the rows as they are
     * @param again measure it anew, where it was measured before too
     * @return the evaluation's id; one that is known already is not computed again
     * @throws ShakerException {@code SPACE_UNKNOWN}, {@code DOMAIN_UNKNOWN}, {@code MIXTURE_UNKNOWN},
     *         {@code DATA_FILE_INVALID} where the domain has no test split, {@code REQUEST_INVALID} for an impossible
     *         attack, {@code EVALUATION_UNSUPPORTED} for one on a decoder
     */
    @Transactional
    public EvaluationId submit(SpaceName space, DomainName domain, @Nullable MixtureId mixtureId,
            @Nullable Integer rowLimit,
            @Nullable AttackRequested attack, boolean again) {
        RegisteredAdapter adapter = mixtureId == null
                ? spaces.current(space, domain)
                : member(space, domain, mixtureId).orElseGet(() -> spaces.current(space, domain));
        Attack resolved = attacks.resolve(attack);
        if (adapter.isMeasuredOutside() && !(resolved instanceof Attack.None)) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "domain '" + domain + "' is measured outside"
                    + " (domain.test.evaluator), where nobody attacks; ask for it without an attack").with("field",
                            "attack");
        }
        attacks.check(resolved, adapter);
        return (mixtureId == null
                ? requests.alone(adapter, rowLimit, resolved, again)
                : requests.mixed(mixtureId, adapter, rowLimit, resolved, again))
                .orElseThrow(() -> new ShakerException(ErrorCode.DATA_FILE_INVALID, "domain '" + domain
                        + "' of space '" + space + "' has no test split: announce its adapter again with domain.test"));
    }

    /** The adapter that the mixture was made of, which may not be the domain's current one any more. */
    private Optional<RegisteredAdapter> member(SpaceName space, DomainName domain, MixtureId mixtureId) {
        MixtureLedger.Ready stored = mixtures.stored(mixtureId)
                .orElseThrow(() -> new ShakerException(ErrorCode.MIXTURE_UNKNOWN,
                        "there is no mixture '" + mixtureId + "': request it first").with("mixture", mixtureId.hex()));
        return stored.members().stream().filter(member -> member.domain().equals(domain)).findFirst()
                .map(member -> jobs.registered(space, domain, member.adapterId()));
    }
}
