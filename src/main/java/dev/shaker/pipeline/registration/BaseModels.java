package dev.shaker.pipeline.registration;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.adapter.base.BaseModelFiles;
import dev.shaker.adapter.base.BaseModelName;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.TrainCompleted;

/** Base models by content: the weights are hashed once for each state of a location. */
@ApplicationScoped
public class BaseModels {
    private static final String TENSORS = "#tensors";

    private final AdapterStore store;
    private final BaseModelDigests digests;

    BaseModels(AdapterStore store, BaseModelDigests digests) {
        this.store = store;
        this.digests = digests;
    }

    /**
     * A base model and the sizes that an adapter must fit.
     *
     * @param fileDigest SHA-256 of the weight files, which spaces of earlier versions know it by; equal to the reference's digest
     *        where no files are known
     * @param config of an encoder that can be run, empty for all others
     */
    public record Identified(BaseModelReference reference, String fileDigest, Optional<BaseModelConfig> config) {
        /** The same under the digest by which a space knows it. */
        Identified knownBy(String digest) {
            return digest.equals(fileDigest)
                    ? new Identified(new BaseModelReference(reference.name(), reference.location(), fileDigest,
                            reference.files()), fileDigest, config)
                    : this;
        }
    }

    /**
     * @param announced without a location it is known by its digest, or by its name alone
     * @param declared the name in the adapter's own configuration, where it has one: it says which copy of the model it was
     * @param revision of that name, as far as declared
     * @throws ShakerException {@code BASE_MODEL_INVALID}, {@code BASE_MODEL_MISMATCH} where the digest is not the announced
     *         one, {@code OBJECT_NOT_FOUND}
     */
    public Identified identify(TrainCompleted.BaseModel announced, String declared, String revision) {
        String location = announced.location();
        String expected = announced.digest();
        if (location == null) {
            BaseModelReference reference = expected == null
                    ? BaseModelReference.named(
                            BaseModelName.at(declared.isBlank() ? announced.name() : BaseModelName.readable(declared),
                                    revision),
                            BaseModelName.key(announced.name()))
                    : new BaseModelReference(announced.name(), "", expected.toLowerCase(Locale.ROOT));
            return new Identified(reference, reference.digest(), Optional.empty());
        }
        FileSet files = store.open(location);
        Optional<BaseModel> encoder = BaseModel.isEncoder(files)
                ? Optional.of(BaseModel.open(files))
                : Optional.empty();
        BaseModelFiles weights = BaseModelFiles.open(files);
        String tag = files.fingerprint();
        String fileDigest = found(files.location(), tag, () -> {
            encoder.ifPresent(BaseModel::checkVocabulary);
            return weights.fileDigest();
        });
        String digest = found(files.location() + TENSORS, tag, weights::digest);
        if (expected != null && !expected.equalsIgnoreCase(digest) && !expected.equalsIgnoreCase(fileDigest)) {
            throw new ShakerException(ErrorCode.BASE_MODEL_MISMATCH,
                    "base model '" + announced.name() + "' at " + files.location() + " has SHA-256 " + fileDigest
                            + " (its tensors: " + digest + "), announced was " + expected
                            + ": point baseModel.location to the model that was trained on")
                    .with("location", files.location());
        }
        return new Identified(
                new BaseModelReference(announced.name(), files.location(), digest, weights.supportDigest()), fileDigest,
                encoder.map(BaseModel::config));
    }

    private String found(String location, String tag, Supplier<String> compute) {
        return digests.find(location, tag).orElseGet(() -> {
            String computed = compute.get();
            digests.remember(location, tag, computed);
            return computed;
        });
    }
}
