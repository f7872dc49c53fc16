package dev.shaker.adapter.base;

import dev.shaker.adapter.FileSet;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorShape;

/**
 * A frozen BERT or RoBERTa encoder in the Hugging Face layout: {@code config.json} and {@code model.safetensors}, its shards, or
 * {@code pytorch_model.bin} and its shards. Opening reads the headers and checks that every tensor of the encoder is there with
 * the shape that the configuration asks for.
 */
public final class BaseModel {
    private final FileSet files;
    private final BaseModelConfig config;
    private final BaseModelFiles weights;
    private final CanonicalTensors tensors;

    private BaseModel(FileSet files, BaseModelConfig config, BaseModelFiles weights) {
        this.files = files;
        this.config = config;
        this.weights = weights;
        this.tensors = new CanonicalTensors(files.location(), weights.weights().values());
    }

    /**
     * Opens a base model's directory.
     *
     * @throws ShakerException {@code BASE_MODEL_INVALID} where a file is missing or the configuration is not supported,
     *         {@code TENSOR_MISSING}, {@code TENSOR_SHAPE_MISMATCH}
     */
    public static BaseModel open(FileSet files) {
        if (!files.files().containsKey("config.json")) {
            throw invalid(files, "has no config.json; a base model has the Hugging Face layout");
        }
        var config = BaseModelConfigReader.read(files.open("config.json"));
        var model = new BaseModel(files, config, BaseModelFiles.open(files));
        model.checkShapes();
        return model;
    }

    /** Whether the files are those of an encoder that {@link #open} knows; of a model of another family they are its identity alone. */
    public static boolean isEncoder(FileSet files) {
        return BaseModelConfigReader.isEncoder(files);
    }

    public String location() {
        return files.location();
    }

    public BaseModelConfig config() {
        return config;
    }

    public TensorLookup tensors() {
        return tensors;
    }

    /** The directory it was opened from: vocabulary and tokenizer are there. */
    public FileSet files() {
        return files;
    }

    /** Identity of the weights, lower-case hex: {@link BaseModelFiles#digest()}. Reads everything. */
    public String digest() {
        return weights.digest();
    }

    /** Identity of the weight files: {@link BaseModelFiles#fileDigest()}. Reads everything. */
    public String fileDigest() {
        return weights.fileDigest();
    }

    /**
     * Identity of everything beside the weights that decides what the model computes: SHA-256 over names and digests of the
     * configuration and the tokenizer's files that are there, lower-case hex.
     */
    public String filesDigest() {
        return BaseModelDigest.ofSupport(files);
    }

    /**
     * Checks that every id of the tokenizer has a row in the embedding; reads the vocabulary.
     *
     * @throws ShakerException {@code BASE_MODEL_INVALID} naming file, id and rows
     */
    public void checkVocabulary() {
        VocabularyFit.check(files, config.vocabularySize());
    }

    private void checkShapes() {
        int h = config.hiddenSize();
        expect("embeddings.word_embeddings.weight", config.vocabularySize(), h);
        expect("embeddings.position_embeddings.weight", config.maxPositions(), h);
        expect("embeddings.token_type_embeddings.weight", config.typeVocabularySize(), h);
        expectNorm("embeddings.LayerNorm");
        for (int i = 0; i < config.layers(); i++) {
            String layer = "encoder.layer." + i + ".";
            for (String linear : new String[]{ "attention.self.query", "attention.self.key", "attention.self.value",
                    "attention.output.dense" }) {
                expectLinear(layer + linear, h, h);
            }
            expectNorm(layer + "attention.output.LayerNorm");
            expectLinear(layer + "intermediate.dense", config.intermediateSize(), h);
            expectLinear(layer + "output.dense", h, config.intermediateSize());
            expectNorm(layer + "output.LayerNorm");
        }
        if (tensors.has("pooler.dense.weight")) {
            expectLinear("pooler.dense", h, h);
        }
    }

    private void expectNorm(String name) {
        expect(name + ".weight", config.hiddenSize());
        expect(name + ".bias", config.hiddenSize());
    }

    private void expectLinear(String name, int out, int in) {
        expect(name + ".weight", out, in);
        expect(name + ".bias", out);
    }

    private void expect(String name, int... dimensions) {
        TensorShape expected = TensorShape.of(dimensions);
        TensorShape actual = tensors.shape(name);
        if (!actual.equals(expected)) {
            throw new ShakerException(ErrorCode.TENSOR_SHAPE_MISMATCH,
                    "base model '" + location() + "': tensor '" + name
                            + "' has shape " + actual + ", its config.json expects " + expected)
                    .with("file", location())
                    .with("tensor", name);
        }
    }

    private static ShakerException invalid(FileSet files, String problem) {
        return new ShakerException(ErrorCode.BASE_MODEL_INVALID, "base model '" + files.location() + "' " + problem)
                .with("file", files.location());
    }
}
