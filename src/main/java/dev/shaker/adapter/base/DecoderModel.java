package dev.shaker.adapter.base;

import dev.shaker.adapter.FileSet;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorShape;

/**
 * A frozen decoder in the Hugging Face layout, of a family in {@link DecoderConfig.Family}. Opening reads the headers and checks
 * that every tensor is there with the shape that the configuration asks for.
 */
public final class DecoderModel {
    private final FileSet files;
    private final DecoderConfig config;
    private final CanonicalTensors tensors;

    private DecoderModel(FileSet files, DecoderConfig config, CanonicalTensors tensors) {
        this.files = files;
        this.config = config;
        this.tensors = tensors;
    }

    /** Whether the configuration is that of a decoder that {@link #open} knows. */
    public static boolean isDecoder(FileSet files) {
        return DecoderConfigReader.isDecoder(files);
    }

    /** What kind of model the configuration says it is, {@code llama}; empty where it says nothing. */
    public static String type(FileSet files) {
        return DecoderConfigReader.type(files);
    }

    /**
     * @throws ShakerException {@code BASE_MODEL_INVALID} where a file is missing or the configuration asks for what is not
     *         computed, {@code TENSOR_MISSING}, {@code TENSOR_SHAPE_MISMATCH}
     */
    public static DecoderModel open(FileSet files) {
        DecoderConfig config = DecoderConfigReader.read(files);
        var weights = BaseModelFiles.open(files).weights().values();
        var model = new DecoderModel(files, config, CanonicalTensors.all(files.location(), weights));
        model.checkShapes();
        return model;
    }

    /** The configuration alone. */
    public static DecoderConfig config(FileSet files) {
        return DecoderConfigReader.read(files);
    }

    public DecoderConfig config() {
        return config;
    }

    /** Linear layers of GPT-2's blocks are stored as [in, out]. */
    public TensorLookup tensors() {
        return tensors;
    }

    /** Whether it can say how likely a token is: a head of its own, or the word embedding. */
    public boolean hasHead() {
        return config.tied() || tensors.has(DecoderConfig.HEAD + ".weight");
    }

    /**
     * Checks that there is a tokenizer of a kind whose ids are the stock library's, and that each id has a row.
     *
     * @throws ShakerException {@code BASE_MODEL_INVALID}
     */
    public void checkTokenizer() {
        StockTokenizers.check(files, false);
        VocabularyFit.check(files, config.vocabularySize());
    }

    private void checkShapes() {
        int h = config.hiddenSize();
        expect(config.words() + ".weight", config.vocabularySize(), h);
        if (config.rotary().isEmpty()) {
            expect("wpe.weight", config.maxTokens(), h);
        }
        for (LinearModule module : config.modules()) {
            if (config.transposed()) {
                expect(module.name() + ".weight", module.in(), module.out());
            } else {
                expect(module.name() + ".weight", module.out(), module.in());
            }
            if (module.bias()) {
                expect(module.name() + ".bias", module.out());
            }
        }
        for (int i = 0; i < config.layers(); i++) {
            expectNorm(config.attentionNorm(i), h);
            expectNorm(config.feedForwardNorm(i), h);
            if (config.normsQueriesAndKeys()) {
                expectNorm(config.layer(i) + "self_attn.q_norm", config.headSize());
                expectNorm(config.layer(i) + "self_attn.k_norm", config.headSize());
            }
        }
        expectNorm(config.finalNorm(), h);
        if (!config.tied() && hasHead()) {
            expect(DecoderConfig.HEAD + ".weight", config.vocabularySize(), h);
        }
    }

    private void expectNorm(String name, int size) {
        expect(name + ".weight", size);
        if (!config.rootMeanSquare()) {
            expect(name + ".bias", size);
        }
    }

    private void expect(String name, int... dimensions) {
        TensorShape expected = TensorShape.of(dimensions);
        TensorShape actual = tensors.shape(name);
        if (!actual.equals(expected)) {
            throw new ShakerException(ErrorCode.TENSOR_SHAPE_MISMATCH, "base model '" + files.location()
                    + "': tensor '" + name + "' has shape " + actual + ", its config.json expects " + expected)
                    .with("file", files.location()).with("tensor", name);
        }
    }
}
