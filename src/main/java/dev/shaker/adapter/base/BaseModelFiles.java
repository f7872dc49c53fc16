package dev.shaker.adapter.base;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.Sha256;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorFiles;
import dev.shaker.tensor.TensorInfo;

/** The weight files of a base model of any family in the Hugging Face layout, and what tells it from another. */
public final class BaseModelFiles {
    private final FileSet files;
    private final SortedMap<String, TensorFile> weights;

    private BaseModelFiles(FileSet files, SortedMap<String, TensorFile> weights) {
        this.files = files;
        this.weights = weights;
    }

    /** @throws ShakerException {@code BASE_MODEL_INVALID} where no weights are there, or a shard of them is missing */
    public static BaseModelFiles open(FileSet files) {
        SortedMap<String, TensorFile> weights = new TreeMap<>();
        for (String file : weightFiles(files)) {
            if (!files.files().containsKey(file)) {
                throw invalid(files, "lacks '" + file + "', which the index of its weights names");
            }
            weights.put(file, TensorFiles.open(files.open(file)));
        }
        return new BaseModelFiles(files, weights);
    }

    SortedMap<String, TensorFile> weights() {
        return weights;
    }

    /**
     * Identity of the weights, lower-case hex, whatever container they are in and however they are sharded: SHA-256 over the sorted
     * digests of the tensors (type, shape, bytes), each once. Names are left out, because containers keep tied weights under one
     * name or under several; of an encoder only the encoder itself counts, and no head of its pre-training. Reads everything.
     */
    public String digest() {
        SortedSet<String> tensors = new TreeSet<>();
        boolean encoder = BaseModelConfigReader.isEncoder(files);
        for (TensorFile file : weights.values()) {
            for (TensorInfo info : file.tensors()) {
                if (info.type().isFloating() && (!encoder || CanonicalTensors.isEncoder(info.name()))) {
                    tensors.add(digest(file, info));
                }
            }
        }
        Sha256 digest = new Sha256().update("shaker-base-1");
        tensors.forEach(digest::update);
        return digest.hex();
    }

    /**
     * Identity of the weight files: the SHA-256 of the one, as {@code sha256sum} prints it. Of several shards: the SHA-256 of their
     * hex digests, each followed by a line feed, in the order of the file names. Reads everything.
     */
    public String fileDigest() {
        return BaseModelDigest.of(files, weights.keySet());
    }

    /** Identity of configuration and tokenizer, see {@link BaseModel#filesDigest()}. */
    public String supportDigest() {
        return BaseModelDigest.ofSupport(files);
    }

    private static String digest(TensorFile file, TensorInfo info) {
        Sha256 digest = new Sha256().update(info.type().name()).update(info.shape().toString());
        for (ByteBuffer piece : file.readRawPieces(info.name())) {
            digest.update(piece);
        }
        return digest.hex();
    }

    private static Iterable<String> weightFiles(FileSet files) {
        for (String name : new String[]{ "model.safetensors", "pytorch_model.bin" }) {
            if (files.files().containsKey(name)) {
                return List.of(name);
            }
            String index = name + ".index.json";
            if (files.files().containsKey(index)) {
                return shards(ConfigReader.baseModel(files.open(index)));
            }
        }
        throw invalid(files, "has no model.safetensors and no pytorch_model.bin, nor an index of their shards");
    }

    private static Iterable<String> shards(ConfigReader index) {
        var names = new TreeSet<String>();
        for (JsonNode file : index.object("weight_map").root()) {
            if (!file.isTextual()) {
                throw index.invalid("weight_map", "expects names of files");
            }
            names.add(file.textValue());
        }
        return names;
    }

    private static ShakerException invalid(FileSet files, String problem) {
        return new ShakerException(ErrorCode.BASE_MODEL_INVALID, "base model '" + files.location() + "' " + problem)
                .with("file", files.location());
    }
}
