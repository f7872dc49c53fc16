package dev.shaker.mixture.merge;

import java.math.BigDecimal;
import java.util.Optional;

import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.prune.Unpruned;

/** One member as the merge sees it: its tensors, already pruned while they are read. */
public record BodyPart(DomainName domain, String adapterId, AdapterConfig config, Tensors tensors, BigDecimal weight) {
    /** All of its layers. */
    Unpruned unpruned() {
        return new Unpruned(domain, adapterId, config, tensors, Optional.empty());
    }

    BodyPart with(Tensors other) {
        return new BodyPart(domain, adapterId, config, other, weight);
    }
}
