package dev.shaker.db.gate;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.shaker.db.LockedRows;
import dev.shaker.event.Json;
import dev.shaker.event.VerdictReached;
import dev.shaker.identity.PolicyName;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.gate.PolicyLedger;
import dev.shaker.pipeline.gate.VerdictLedger;

@ApplicationScoped
class DbGate implements PolicyLedger, VerdictLedger {
    private final LockedRows rows;

    DbGate(LockedRows rows) {
        this.rows = rows;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public Stored put(Stored policy) {
        Optional<PolicyEntity> active = claimed(policy.space(), policy.name());
        if (active.isPresent() && active.get().digest.equals(policy.digest())) {
            return toStored(active.get());
        }
        retire(active);
        PolicyEntity row = rows.find(PolicyEntity.class, id(policy)).orElseGet(PolicyEntity::new);
        row.space = policy.space().name();
        row.name = policy.name().name();
        row.digest = policy.digest();
        row.document = policy.document();
        row.since = policy.since();
        row.active = true;
        if (row.id == null) {
            row.id = id(policy);
            row.persist();
        }
        return policy;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean remove(SpaceName space, PolicyName name) {
        Optional<PolicyEntity> active = claimed(space, name);
        retire(active);
        return active.isPresent();
    }

    /** The one of that name, after whoever else changes it. */
    private Optional<PolicyEntity> claimed(SpaceName space, PolicyName name) {
        rows.claim(PolicyEntity.class, space + " " + name);
        return active(space, name).flatMap(row -> rows.find(PolicyEntity.class, row.id)).filter(row -> row.active);
    }

    /** At once: no two of a name may be active. */
    private static void retire(Optional<PolicyEntity> active) {
        active.ifPresent(row -> {
            row.active = false;
            PolicyEntity.flush();
        });
    }

    private static String id(Stored policy) {
        return policy.space() + " " + policy.name() + " " + policy.digest();
    }

    @Override
    @Transactional
    public Optional<Stored> current(SpaceName space, PolicyName name) {
        return active(space, name).map(DbGate::toStored);
    }

    private static Optional<PolicyEntity> active(SpaceName space, PolicyName name) {
        return PolicyEntity.<PolicyEntity>find("space = ?1 and name = ?2 and active", space.name(), name.name())
                .firstResultOptional();
    }

    @Override
    @Transactional
    public Optional<Stored> version(SpaceName space, PolicyName name, String digest) {
        return PolicyEntity.<PolicyEntity>find("space = ?1 and name = ?2 and digest = ?3", space.name(), name.name(),
                digest).firstResultOptional().map(DbGate::toStored);
    }

    @Override
    @Transactional
    public List<Stored> current(SpaceName space) {
        return PolicyEntity.<PolicyEntity>list("space = ?1 and active order by name", space.name()).stream()
                .map(DbGate::toStored).toList();
    }

    private static Stored toStored(PolicyEntity row) {
        return new Stored(new SpaceName(row.space), new PolicyName(row.name), row.digest, row.document, row.since);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public Optional<String> last(String space, String mixtureId, String policy) {
        return rows.claim(VerdictEntity.class, question(space, mixtureId, policy)).map(row -> row.verdictId);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void told(VerdictReached verdict, Instant at) {
        String question = question(verdict.space(), verdict.mixtureId(), verdict.policy().name());
        Optional<VerdictEntity> known = rows.find(VerdictEntity.class, question);
        VerdictEntity row = known.orElseGet(VerdictEntity::new);
        row.question = question;
        row.verdictId = verdict.verdictId();
        row.outcome = verdict.outcome();
        row.document = Json.text(verdict);
        row.toldAt = at;
        if (known.isEmpty()) {
            row.persist();
        }
    }

    private static String question(String space, String mixtureId, String policy) {
        return space + " " + mixtureId + " " + policy;
    }
}
