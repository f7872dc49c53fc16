package dev.shaker.djl;

import java.util.HashMap;
import java.util.Map;

import ai.djl.ndarray.NDManager;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.base.BaseModel;
import dev.shaker.djl.torch.Precision;

/** A base model on the device with its tokenizers, one for each maximum length. */
final class LoadedBase implements AutoCloseable {
    private final EncoderWeights weights;
    private final NDManager manager;
    private final FileSet files;
    private final Map<Integer, TextTokenizer> tokenizers = new HashMap<>();

    private LoadedBase(EncoderWeights weights, NDManager manager, FileSet files) {
        this.weights = weights;
        this.manager = manager;
        this.files = files;
    }

    static LoadedBase load(FileSet files, Precision precision, NDManager parent) {
        NDManager manager = parent.newSubManager();
        try {
            return new LoadedBase(EncoderWeights.load(BaseModel.open(files), precision, manager), manager, files);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    EncoderWeights weights() {
        return weights;
    }

    TextTokenizer tokenizer(int maxLength) {
        return tokenizers.computeIfAbsent(Math.min(maxLength, weights.config().maxTokens()),
                length -> TextTokenizer.open(files, weights.config(), length));
    }

    /** Rough size of the weights on the device in bytes. */
    long bytes() {
        var c = weights.config();
        long layer = 4L * c.hiddenSize() * c.hiddenSize() + 2L * c.hiddenSize() * c.intermediateSize();
        return Float.BYTES * (layer * c.layers() + (long) c.vocabularySize() * c.embeddingSize());
    }

    @Override
    public void close() {
        tokenizers.values().forEach(TextTokenizer::close);
        manager.close();
    }
}
