package dev.shaker.mixture.spec;

import java.util.Collection;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.error.Wire;
import dev.shaker.identity.DomainName;

/** The ways a mixture request is refused, each naming the field. */
public final class MixtureErrors {
    private MixtureErrors() {
    }

    public static ShakerException invalid(String field, String message) {
        return new ShakerException(ErrorCode.MIXTURE_REQUEST_INVALID, "mixture request: " + message)
                .with("field", field);
    }

    public static ShakerException unknownDomain(DomainName domain, Collection<DomainName> known) {
        return new ShakerException(ErrorCode.DOMAIN_UNKNOWN, "domain '" + domain
                + "' has no adapter in this space; known are " + Wire.list(known)).with("domain", domain.name());
    }

    public static ShakerException tooLarge(int size, int adapters) {
        return new ShakerException(ErrorCode.MIXTURE_TOO_LARGE,
                "a mixture of " + size + " was asked for, the space has "
                        + adapters + " adapters; lower the size or register more")
                .with("field", "select.size")
                .with("size", size).with("adapters", adapters);
    }

    /** More members than one mixture may have, whatever the space holds. */
    public static ShakerException tooManyMembers(int size, int most) {
        return new ShakerException(ErrorCode.MIXTURE_TOO_LARGE, "a mixture of " + size
                + " was asked for, and a mixture has at most " + most + " members; lower the size")
                .with("field", "select.size").with("size", size).with("most", most);
    }

    public static ShakerException unsuitable(String method, String reason) {
        return new ShakerException(ErrorCode.MERGE_METHOD_UNSUITABLE, "merge method '" + method + "': " + reason)
                .with("field", "merge.method").with("method", method);
    }

    /** Weights that a score cannot rank. */
    public static ShakerException unprunable(PruneScore score, String reason) {
        return new ShakerException(ErrorCode.MERGE_METHOD_UNSUITABLE, "prune score '" + score.wire() + "': " + reason)
                .with("field", "prune.score").with("method", score.wire());
    }
}
