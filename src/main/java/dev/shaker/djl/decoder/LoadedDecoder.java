package dev.shaker.djl.decoder;

import java.util.function.Function;

import ai.djl.ndarray.NDManager;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.base.DecoderConfig;
import dev.shaker.adapter.base.DecoderModel;
import dev.shaker.djl.torch.Precision;

/** A decoder on the device with its tokenizer. */
record LoadedDecoder(DecoderWeights weights, DecoderTokens tokens, NDManager manager) implements AutoCloseable {
    static LoadedDecoder load(FileSet files, Precision precision, Function<FileSet, DecoderTokens> tokenizer,
            NDManager parent) {
        NDManager manager = parent.newSubManager();
        try {
            DecoderModel model = DecoderModel.open(files);
            model.checkTokenizer();
            return new LoadedDecoder(DecoderWeights.load(model, precision, manager), tokenizer.apply(files), manager);
        } catch (RuntimeException e) {
            manager.close();
            throw e;
        }
    }

    /** Rough size of the weights on the device in bytes. */
    long bytes() {
        DecoderConfig config = weights.config();
        long embeddings = (config.tied() ? 1L : 2L) * config.vocabularySize() * config.hiddenSize();
        return Float.BYTES * (embeddings + config.modules().stream()
                .mapToLong(module -> (long) module.out() * module.in()).sum());
    }

    @Override
    public void close() {
        tokens.close();
        manager.close();
    }
}
