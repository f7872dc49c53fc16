package dev.shaker.web;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import dev.shaker.event.VerdictReached;
import dev.shaker.identity.PolicyName;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.gate.PolicyLedger;
import dev.shaker.pipeline.gate.VerdictLedger;

/** Policies and verdicts in memory. */
@Alternative
@ApplicationScoped
public class GateFakes implements PolicyLedger, VerdictLedger {
    private final Map<PolicyName, Stored> policies = new ConcurrentSkipListMap<>();
    private final Map<String, String> told = new ConcurrentSkipListMap<>();

    @Override
    public Stored put(Stored policy) {
        policies.put(policy.name(), policy);
        return policy;
    }

    @Override
    public boolean remove(SpaceName space, PolicyName name) {
        return policies.remove(name) != null;
    }

    @Override
    public Optional<Stored> current(SpaceName space, PolicyName name) {
        return Optional.ofNullable(policies.get(name));
    }

    @Override
    public Optional<Stored> version(SpaceName space, PolicyName name, String digest) {
        return current(space, name).filter(policy -> policy.digest().equals(digest));
    }

    @Override
    public List<Stored> current(SpaceName space) {
        return List.copyOf(policies.values());
    }

    @Override
    public Optional<String> last(String space, String mixtureId, String policy) {
        return Optional.ofNullable(told.get(mixtureId + policy));
    }

    @Override
    public void told(VerdictReached verdict, Instant at) {
        told.put(verdict.mixtureId() + verdict.policy().name(), verdict.verdictId());
    }
}
