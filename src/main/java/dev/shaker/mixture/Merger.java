package dev.shaker.mixture;

import java.util.List;

import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** Chooses the computation of a merge method, and refuses input that the method is not defined for. */
final class Merger {
    private Merger() {
    }

    /**
     * @param parts at least one, sorted by adapter id
     * @throws ShakerException {@code MERGE_METHOD_UNSUITABLE} with the reason and a suggestion
     */
    static MergedBody merge(Merging merging, List<BodyPart> parts) {
        requireOneMethod(parts);
        return switch (merging) {
            case Merging.Mean mean -> {
                Bodies.requireSameLayers(mean.method(), parts);
                LoraScales scales = LoraScales.of(parts);
                yield new MergedBody(scales.config(), new MeanTensors(parts, scales));
            }
        };
    }

    private static void requireOneMethod(List<BodyPart> parts) {
        BodyPart first = parts.get(0);
        for (BodyPart part : parts) {
            if (part.config().method() != first.config().method()) {
                throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE, "adapters of '" + first.domain() + "' and '"
                        + part.domain() + "' are of methods " + first.config().method().wire() + " and "
                        + part.config().method().wire() + "; mix adapters of one method");
            }
            if (first.config() instanceof BottleneckConfig && !first.config().equals(part.config())) {
                throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE, "adapters of '" + first.domain() + "' and '"
                        + part.domain() + "' compute differently: " + first.config() + " and " + part.config()
                        + "; mix adapters of one shape");
            }
        }
    }
}
