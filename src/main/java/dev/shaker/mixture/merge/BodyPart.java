package dev.shaker.mixture.merge;

import java.math.BigDecimal;

import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.identity.DomainName;

/** One member as the merge sees it: its tensors, already pruned while they are read. */
public record BodyPart(DomainName domain, String adapterId, AdapterConfig config, Tensors tensors, BigDecimal weight) {
    BodyPart with(Tensors other) {
        return new BodyPart(domain, adapterId, config, other, weight);
    }
}
