package dev.shaker.adapter.base;

import dev.shaker.adapter.FileSet;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorShape;

/**
 * A frozen encoder of a family in {@link BaseModelConfig.Family} in the Hugging Face layout: {@code config.json} and {@code model.safetensors}, its shards, or
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

    /** Whether the files are BERT's or RoBERTa's, whose identity is that of the encoder alone. */
    public static boolean isEncoder(FileSet files) {
        return BaseModelConfigReader.isEncoder(files);
    }

    /** Whether the files are those of an encoder of a family that {@link #open} knows. */
    public static boolean isRun(FileSet files) {
        return BaseModelConfigReader.isRun(files);
    }

    /**
     * The configuration alone.
     *
     * @throws ShakerException {@code BASE_MODEL_INVALID} where it is not that of an encoder that is run
     */
    public static BaseModelConfig config(FileSet files) {
        return BaseModelConfigReader.read(files.open("config.json"));
    }

    /** Whether it maps the first position before a classifier reads it. */
    public boolean hasPooler() {
        return tensors.has(BaseModelConfig.POOLER + ".weight");
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
     * Checks that there is a tokenizer of a kind whose ids are the stock library's, and that each id has a row.
     *
     * @throws ShakerException {@code BASE_MODEL_INVALID}
     */
    public void checkTokenizer() {
        StockTokenizers.check(files, true);
        checkVocabulary();
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
        int e = config.embeddingSize();
        expect(BaseModelConfig.WORDS + ".weight", config.vocabularySize(), e);
        expect("embeddings.position_embeddings.weight", config.maxPositions(), e);
        if (config.typeVocabularySize() > 0) {
            expect("embeddings.token_type_embeddings.weight", config.typeVocabularySize(), e);
        }
        expectNorm("embeddings.LayerNorm", e);
        config.projection().ifPresent(this::expectLinear);
        for (int i = 0; i < config.layers(); i++) {
            EncoderModules layer = config.modules(i);
            layer.linear().forEach(this::expectLinear);
            expectNorm(layer.attentionNorm(), config.hiddenSize());
            expectNorm(layer.outputNorm(), config.hiddenSize());
        }
        if (hasPooler()) {
            expectLinear(new LinearModule(BaseModelConfig.POOLER, config.hiddenSize(), config.hiddenSize(), true));
        }
    }

    private void expectNorm(String name, int size) {
        expect(name + ".weight", size);
        expect(name + ".bias", size);
    }

    private void expectLinear(LinearModule module) {
        expect(module.name() + ".weight", module.out(), module.in());
        expect(module.name() + ".bias", module.out());
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
