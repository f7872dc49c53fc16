package dev.shaker.pipeline.gate;

import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.error.Wire;
import dev.shaker.event.FsdUpdated;
import dev.shaker.event.VerdictReached;
import dev.shaker.gate.Gate;
import dev.shaker.gate.GatedMixture;
import dev.shaker.gate.Policy;
import dev.shaker.gate.Verdict;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.PolicyName;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.MixtureCatalog;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.VerifiedFiles;
import dev.shaker.pipeline.evaluation.Attacks;

/**
 * Judges mixtures by their space's policies. A verdict that is settled is told once: an event follows where the one told last on the
 * same mixture and policy was another.
 */
@ApplicationScoped
public class Verdicts {
    private final Policies policies;
    private final MixtureCatalog mixtures;
    private final Evidences evidences;
    private final VerdictLedger ledger;
    private final AdapterStore store;
    private final VerifiedFiles verified;
    private final Outbox outbox;
    private final Clock clock;

    Verdicts(Policies policies, MixtureCatalog mixtures, Evidences evidences, VerdictLedger ledger, AdapterStore store,
            VerifiedFiles verified, Outbox outbox, Clock clock) {
        this.policies = policies;
        this.mixtures = mixtures;
        this.evidences = evidences;
        this.ledger = ledger;
        this.store = store;
        this.verified = verified;
        this.outbox = outbox;
        this.clock = clock;
    }

    /**
     * @param underWay whether an evaluation that it asks for is being measured
     */
    public record Answer(VerdictReached verdict, boolean underWay) {}

    /**
     * The verdict as things stand.
     *
     * @throws ShakerException {@code MIXTURE_UNKNOWN}, {@code POLICY_UNKNOWN}, {@code ADAPTER_UNKNOWN}
     */
    @Transactional
    public Answer verdict(SpaceName space, MixtureId mixtureId, PolicyName name) {
        PolicyLedger.Stored policy = policies.policy(space, name, null);
        MixtureView view = mixture(space, mixtureId);
        GatedMixture mixture = new GatedMixture(space, mixtureId,
                view.members().stream().map(member -> new GatedMixture.Part(member.domain(), member.adapterId()))
                        .toList(),
                view.stale());
        Policy read = Policies.read(policy);
        Verdict verdict = new Gate(read, policy.digest()).judge(mixture, evidences.of(mixture, read));
        if (!verdict.settled()) {
            return new Answer(wire(verdict, policy, null), verdict.underWay());
        }
        Optional<String> last = ledger.last(space.name(), mixtureId.hex(), name.name());
        VerdictReached told = wire(verdict, policy, last.filter(id -> !id.equals(verdict.id())).orElse(null));
        if (!last.equals(Optional.of(verdict.id()))) {
            ledger.told(told, clock.instant());
            outbox.add(told);
        }
        return new Answer(told, false);
    }

    /**
     * SHA-256 of the mixture's files by name, as they are in the store.
     *
     * @throws ShakerException {@code MIXTURE_UNKNOWN}
     */
    public SortedMap<String, String> files(SpaceName space, MixtureId mixtureId) {
        String recipe = mixture(space, mixtureId).recipe();
        if (recipe == null) {
            throw unknown(space, mixtureId);
        }
        return verified.digests(store.open(recipe.substring(0, recipe.length() - MixtureFiles.RECIPE.length())));
    }

    private MixtureView mixture(SpaceName space, MixtureId mixtureId) {
        return mixtures.byId(space, mixtureId).filter(view -> view.status() == MixtureStatus.READY)
                .orElseThrow(() -> unknown(space, mixtureId));
    }

    private static ShakerException unknown(SpaceName space, MixtureId mixtureId) {
        return new ShakerException(ErrorCode.MIXTURE_UNKNOWN, "space '" + space + "' has no mixture '" + mixtureId
                + "': request it first").with("mixture", mixtureId.hex());
    }

    private static VerdictReached wire(Verdict verdict, PolicyLedger.Stored policy, @Nullable String supersedes) {
        GatedMixture mixture = verdict.mixture();
        String outcome = Wire.name(verdict.outcome());
        return new VerdictReached(verdict.id(), supersedes, mixture.space().name(), mixture.id().hex(),
                new VerdictReached.PolicyUsed(policy.name().name(), policy.digest()), outcome, outcome.equals("pass"),
                verdict.summary(), verdict.domains().stream().map(Verdicts::wire).toList(),
                verdict.also().stream()
                        .map(one -> new VerdictReached.Also(one.name(), one.domain().map(DomainName::name).orElse(null),
                                one.value(), one.interval().low(), one.interval().high(), one.limit(),
                                Wire.name(one.outcome())))
                        .toList(),
                verdict.refusals().stream()
                        .map(one -> new VerdictReached.Refusal(one.code(),
                                one.domain().map(DomainName::name).orElse(null),
                                one.evaluation().map(EvaluationId::hex).orElse(null), one.message()))
                        .toList(),
                mixture.members().stream()
                        .map(part -> new FsdUpdated.AdapterOfDomain(part.adapterId().hex(), part.domain().name()))
                        .toList(),
                mixture.stale(), verdict.settled());
    }

    private static VerdictReached.OnDomain wire(Verdict.OnDomain one) {
        Optional<Verdict.Paired> paired = one.measured();
        OptionalLong needs = one.needsRows();
        return new VerdictReached.OnDomain(one.domain().name(), Attacks.write(one.attack()),
                paired.map(found -> found.counts().rows()).orElse(null),
                paired.map(found -> (double) found.aloneRight() / found.counts().rows()).orElse(null),
                paired.map(found -> (double) found.mixedRight() / found.counts().rows()).orElse(null),
                paired.map(found -> found.counts().aloneOnly()).orElse(null),
                paired.map(found -> found.counts().mixedOnly()).orElse(null),
                paired.map(found -> found.counts().drop()).orElse(null),
                paired.map(found -> found.interval().low()).orElse(null),
                paired.map(found -> found.interval().high()).orElse(null),
                paired.map(Verdict.Paired::pValue).orElse(null), one.maxDrop(), Wire.name(one.outcome()),
                needs.isPresent() ? needs.getAsLong() : null, one.reason().orElse(null),
                one.evaluations().stream().map(EvaluationId::hex).toList());
    }
}
