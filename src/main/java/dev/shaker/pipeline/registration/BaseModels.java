package dev.shaker.pipeline.registration;

import java.util.Locale;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.TrainCompleted;

/** Base models by content: the weights are hashed once for each state of a location. */
@ApplicationScoped
public class BaseModels {
    private final AdapterStore store;
    private final BaseModelDigests digests;

    BaseModels(AdapterStore store, BaseModelDigests digests) {
        this.store = store;
        this.digests = digests;
    }

    /** A base model and the sizes that an adapter must fit. */
    public record Identified(BaseModelReference reference, BaseModelConfig config) {}

    /**
     * @throws ShakerException {@code BASE_MODEL_INVALID}, {@code BASE_MODEL_MISMATCH} where the digest is not the announced
     *         one, {@code OBJECT_NOT_FOUND}
     */
    public Identified identify(TrainCompleted.BaseModel announced) {
        FileSet files = store.open(announced.location());
        String tag = files.fingerprint();
        BaseModel model = BaseModel.open(files);
        String digest = digests.find(files.location(), tag).orElseGet(() -> {
            model.checkVocabulary();
            String computed = model.digest();
            digests.remember(files.location(), tag, computed);
            return computed;
        });
        String expected = announced.digest();
        if (expected != null && !expected.toLowerCase(Locale.ROOT).equals(digest)) {
            throw new ShakerException(ErrorCode.BASE_MODEL_MISMATCH,
                    "base model '" + announced.name() + "' at " + files.location() + " has SHA-256 " + digest
                            + ", announced was " + expected
                            + ": point baseModel.location to the model that was trained on")
                    .with("location", files.location());
        }
        return new Identified(
                new BaseModelReference(announced.name(), files.location(), digest, model.filesDigest()),
                model.config());
    }
}
