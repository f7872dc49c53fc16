package dev.shaker.pipeline.registration;

import java.util.List;
import java.util.Optional;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.adapter.base.BaseModelName;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.adapter.io.BaseModelFit;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.pipeline.SpaceLedger.SpaceState;

/** Holds what the adapter's files, its event and its space say of the base model against each other. */
final class BaseModelCheck {
    private BaseModelCheck() {
    }

    /** The revision that an adapter's own configuration names, empty where it names none. */
    static String revision(Adapter adapter) {
        return AdapterFiles.config(adapter).map(config -> config.path("revision"))
                .filter(revision -> revision.isTextual())
                .map(revision -> revision.textValue()).orElse("");
    }

    /** @throws ShakerException {@code BASE_MODEL_MISMATCH}, {@code ADAPTER_NOT_COMPARABLE} */
    static void check(Adapter adapter, String announced, BaseModels.Identified base, Optional<SpaceState> space) {
        String named = adapter.baseModelName();
        if (!BaseModelName.agree(named, announced)) {
            throw otherBase(adapter, named, "the event says '" + announced + "'");
        }
        if (space.isPresent()) {
            BaseModelReference other = space.get().baseModel();
            // A digest needs no name beside it, but of two names one must be the other's.
            boolean named2 = base.reference().isNamedOnly() || other.isNamedOnly();
            if (!BaseModelName.agree(named, other.name()) || named2 && !BaseModelName.agree(announced, other.name())) {
                throw otherBase(adapter, named.isBlank() ? announced : named, "the adapters of space '"
                        + space.get().name() + "' on '" + other.name() + "'");
            }
        }
        Optional<BaseModelConfig> config = base.config();
        if (config.isEmpty()) {
            return;
        }
        int hidden = adapter.config().hiddenSize();
        if (hidden != 0 && hidden != config.get().hiddenSize()) {
            throw new ShakerException(ErrorCode.ADAPTER_NOT_COMPARABLE,
                    adapter.location() + " has hidden size " + hidden + ", its base model '"
                            + announced + "' has " + config.get().hiddenSize()
                            + ": announce it with the base model it was trained on")
                    .with("expected", config.get().hiddenSize()).with("found", hidden);
        }
        BaseModelFit.check(adapter, config.get());
    }

    /**
     * Where the space knows its base model by name, the digests of its adapters decide among themselves.
     *
     * @throws ShakerException {@code BASE_MODEL_MISMATCH}
     */
    static void checkNeighbours(Inspected inspected, SpaceState space, List<BaseModelReference> bases) {
        BaseModelReference own = inspected.baseModel();
        for (BaseModelReference other : bases) {
            if (!own.isNamedOnly() && !other.isNamedOnly() && !own.digest().equals(other.digest())) {
                throw new ShakerException(ErrorCode.BASE_MODEL_MISMATCH, "adapter '" + inspected.domain()
                        + "': trained on the base model " + own.digest() + ", others of space '" + space.name()
                        + "' on "
                        + other.digest() + " of the same name; use another space, or train on their base model");
            }
        }
    }

    /**
     * What is not known for sure: names agree, and the weights behind them may not.
     *
     * @return a sentence, empty where nothing is in doubt
     */
    static Optional<String> doubt(Inspected inspected, List<BaseModelReference> bases) {
        BaseModelReference own = inspected.baseModel();
        for (BaseModelReference other : bases) {
            boolean known = !own.isNamedOnly() && !other.isNamedOnly();
            if (!known && BaseModelName.mayDiffer(own.name(), other.name())) {
                return Optional.of("its base model is '" + own.name() + "', that of others '" + other.name()
                        + "': of one name, but of another revision or number format, so what is compared may have been"
                        + " trained on other weights");
            }
        }
        return Optional.empty();
    }

    private static ShakerException otherBase(Adapter adapter, String named, String other) {
        return new ShakerException(ErrorCode.BASE_MODEL_MISMATCH, adapter.location() + " was trained on '" + named
                + "', "
                + other
                + ": announce it with the base model it was trained on (--base, --base-name), in a space of that"
                + " model; where both are one model, give it that name in the adapter's adapter_config.json")
                .with("field", "baseModel.name");
    }
}
