package dev.shaker.outbound;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.jboss.logging.Logger;

import dev.shaker.event.Envelope;
import dev.shaker.event.VerdictReached;

/**
 * Writes verdicts into MLflow's registry of models: tags on the versions that are the mixture, and an alias for the one that passes.
 * What a version was told later than this verdict stays; so the registry ends with the same, in whichever order verdicts come and
 * however often.
 */
public final class MlflowRegistry implements VerdictTarget {
    /** Tag, set by whoever registers a mixture: its id. */
    static final String MIXTURE = "shaker.mixture";
    /** Tag: the outcome. */
    static final String OUTCOME = "shaker.verdict";
    static final String POLICY = OUTCOME + ".policy";
    static final String ID = OUTCOME + ".id";
    /** Tag: when the verdict was reached; written last, when all others are. */
    static final String TIME = OUTCOME + ".time";

    private static final Logger LOG = Logger.getLogger(MlflowRegistry.class);

    private final MlflowAccess access;
    private final MlflowCalls calls;

    public MlflowRegistry(MlflowAccess access, OutboundCalls calls) {
        this.access = access;
        this.calls = new MlflowCalls(access, calls);
    }

    @Override
    public void tell(Envelope<VerdictReached> event) {
        VerdictReached verdict = event.data();
        if (!verdict.policy().name().equals(access.policy())) {
            LOG.debugf("MLflow is told verdicts under policy '%s', this one is under '%s'", access.policy(),
                    verdict.policy().name());
            return;
        }
        String model = access.modelOf(verdict);
        List<MlflowCalls.Version> versions = calls.versions(model, MIXTURE, verdict.mixtureId());
        if (versions.isEmpty()) {
            LOG.infof(
                    "MLflow's model '%s' has no version with the tag %s = %s: there is nothing to tell it of the verdict",
                    model, MIXTURE, verdict.mixtureId());
            return;
        }
        List<MlflowCalls.Version> open = versions.stream()
                .filter(version -> time(version).isEmpty() || !time(version).get().isAfter(event.time())).toList();
        for (MlflowCalls.Version version : open) {
            calls.tag(version, OUTCOME, verdict.outcome());
            calls.tag(version, POLICY, verdict.policy().name());
            calls.tag(version, ID, verdict.verdictId());
            calls.tag(version, TIME, event.time().toString());
        }
        if (verdict.ok() && !open.isEmpty()) {
            access.alias().ifPresent(alias -> pass(alias, open.getLast(), event.time()));
        }
    }

    /** A version that passed later keeps the alias. */
    private void pass(String alias, MlflowCalls.Version version, Instant at) {
        Optional<MlflowCalls.Version> holder = calls.aliased(version.model(), alias);
        boolean isLater = holder.filter(now -> "pass".equals(now.tags().get(OUTCOME)))
                .flatMap(MlflowRegistry::time).filter(told -> told.isAfter(at)).isPresent();
        if (isLater) {
            LOG.infof("MLflow's model '%s' keeps version %s as '%s', which passed later than version %s",
                    version.model(), holder.get().number(), alias, version.number());
        } else {
            calls.alias(version, alias);
        }
    }

    private static Optional<Instant> time(MlflowCalls.Version version) {
        String told = version.tags().get(TIME);
        if (told == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(told));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
