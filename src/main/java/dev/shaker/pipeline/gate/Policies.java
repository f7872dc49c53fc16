package dev.shaker.pipeline.gate;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Json;
import dev.shaker.gate.Policy;
import dev.shaker.identity.PolicyName;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.evaluation.Attacks;
import dev.shaker.tensor.Sha256;

/** The policies of spaces, each known by its content. */
@ApplicationScoped
public class Policies {
    private final PolicyLedger ledger;
    private final Attacks attacks;
    private final Clock clock;

    Policies(PolicyLedger ledger, Attacks attacks, Clock clock) {
        this.ledger = ledger;
        this.attacks = attacks;
        this.clock = clock;
    }

    /**
     * Makes it the policy of that name.
     *
     * @throws ShakerException {@code REQUEST_INVALID} naming the field
     */
    @Transactional
    public PolicyLedger.Stored put(SpaceName space, PolicyName name, JsonNode body) {
        JsonNode told = body.path("name");
        if (!told.isMissingNode() && !told.asText().equals(name.name())) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID,
                    "the path is of policy '" + name + "' and the body of '"
                            + told.asText() + "'; leave the name out of the body")
                    .with("field", "name");
        }
        ObjectNode document = PolicyJson.write(PolicyJson.read(body, attacks::resolve));
        String text = Json.text(document);
        return ledger.put(new PolicyLedger.Stored(space, name, new Sha256().update(text).hex(), text, clock.instant()));
    }

    /** @throws ShakerException {@code POLICY_UNKNOWN} */
    @Transactional
    public void remove(SpaceName space, PolicyName name) {
        if (!ledger.remove(space, name)) {
            throw unknown(space, name.name());
        }
    }

    /**
     * @param digest of the version that is meant; the current one where null
     * @throws ShakerException {@code POLICY_UNKNOWN}
     */
    public PolicyLedger.Stored policy(SpaceName space, PolicyName name, @Nullable String digest) {
        Optional<PolicyLedger.Stored> found = digest == null
                ? ledger.current(space, name)
                : ledger.version(space, name, digest);
        return found.orElseThrow(() -> unknown(space, name + (digest == null ? "" : " " + digest)));
    }

    /** By name. */
    public List<PolicyLedger.Stored> policies(SpaceName space) {
        return ledger.current(space);
    }

    /** What was kept means today what it meant then. */
    static Policy read(PolicyLedger.Stored stored) {
        return PolicyJson.read(Json.tree(stored.document()), Attacks::read);
    }

    /** What a text names that is no policy's name. */
    public static ShakerException unknown(SpaceName space, String name) {
        return new ShakerException(ErrorCode.POLICY_UNKNOWN,
                "space '" + space + "' has no policy '" + name + "': put one,"
                        + " PUT /api/v1/spaces/" + space + "/policies/{name} with {\"maxDrop\": 0.01}")
                .with("policy", name);
    }
}
