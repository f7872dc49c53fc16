package dev.shaker.adapter.format;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;
import dev.shaker.tensor.TensorShape;

/** Collects the tensors of one file under normalised names and compares them with what a configuration asks for. */
public final class TensorNames {
    private static final Set<String> WRAPPERS = Set.of("_orig_mod", "_fsdp_wrapped_module",
            "_checkpoint_wrapped_module",
            "_forward_module");
    /** Behind these stands the name of an adapter where PEFT's own saving was left out. */
    private static final Set<String> SAVED = Set.of("lora_A", "lora_B", "lora_E", "lora_embedding_A",
            "lora_embedding_B", "lora_magnitude_vector", "ia3_l", "vera_lambda_b", "vera_lambda_d", "hada_w1_a",
            "hada_w1_b", "hada_w2_a", "hada_w2_b", "hada_t1", "hada_t2", "lokr_w1", "lokr_w1_a", "lokr_w1_b",
            "lokr_w2", "lokr_w2_a", "lokr_w2_b", "lokr_t2", "oft_R", "modules_to_save");
    /** What transformers' classes with a head call the model that they are built on ({@code base_model_prefix}). */
    private static final Set<String> ARCHITECTURES = Set.of("bert", "roberta", "distilbert", "deberta", "electra",
            "albert", "mpnet", "longformer", "camembert", "squeezebert", "mobilebert", "megatron-bert", "esm",
            "layoutlm",
            "model", "transformer", "gpt_neox", "vit", "deit", "beit", "dinov2", "swin",
            "audio_spectrogram_transformer",
            "wav2vec2", "hubert", "backbone", "biogpt", "rembert", "funnel", "roformer", "luke", "xlm_roberta");

    private final TensorFile file;
    private final Map<String, AdapterLayer> layers = new TreeMap<>();

    public TensorNames(TensorFile file) {
        this.file = file;
    }

    /**
     * Without what wrappers of the whole model put into the names: {@code torch.compile}, data parallelism, sharding, a second
     * round of PEFT, the name of PEFT's active adapter. Two tensors that are one without it are refused by {@link #add}.
     */
    public static String unwrapped(String name) {
        StringBuilder kept = new StringBuilder(name.length());
        String[] parts = name.split("\\.", -1);
        for (int i = 0; i < parts.length; i++) {
            if (WRAPPERS.contains(parts[i]) || kept.isEmpty() && parts[i].equals("module")) {
                continue;
            }
            boolean peft = kept.isEmpty() && i + 2 < parts.length && parts[i].equals("base_model")
                    && parts[i + 1].equals("model");
            boolean named = i > 0 && parts[i].equals("default") && SAVED.contains(parts[i - 1]);
            boolean saved = parts[i].equals("modules_to_save") && i + 1 < parts.length
                    && parts[i + 1].equals("default");
            if (peft) {
                i++;
            } else if (!named && !saved) {
                kept.append(kept.isEmpty() ? "" : ".").append(parts[i]);
            }
        }
        return kept.toString();
    }

    /**
     * Without {@code bert.}, {@code model.} and the like, so that classes with and without a head name a module alike.
     * {@code transformer.layer} is kept: so DistilBERT's own layers are called, without a head, too.
     */
    public static String withoutArchitecture(String name) {
        int dot = name.indexOf('.');
        boolean prefixed = dot > 0 && ARCHITECTURES.contains(name.substring(0, dot))
                && !name.startsWith("transformer.layer.");
        return prefixed ? name.substring(dot + 1) : name;
    }

    public void add(String normalised, TensorInfo info) {
        if (!info.type().isFloating()) {
            throw error(ErrorCode.TENSOR_TYPE_UNSUPPORTED, info.name(),
                    "has type " + info.type() + ", expects one of F32, F16, BF16, F64");
        }
        AdapterLayer other = layers.put(normalised, new AdapterLayer(normalised, info.shape(), info.name()));
        if (other != null) {
            throw error(ErrorCode.TENSOR_UNKNOWN, info.name(),
                    "is the same tensor as '" + other.storedName() + "'; remove one of them");
        }
    }

    public Map<String, AdapterLayer> layers() {
        return layers;
    }

    public Optional<AdapterLayer> find(String normalised) {
        return Optional.ofNullable(layers.get(normalised));
    }

    /** @throws ShakerException {@code TENSOR_MISSING}, {@code TENSOR_SHAPE_MISMATCH} */
    public void expect(String normalised, int... dimensions) {
        AdapterLayer layer = layers.get(normalised);
        TensorShape expected = TensorShape.of(dimensions);
        if (layer == null) {
            throw error(ErrorCode.TENSOR_MISSING, normalised,
                    "is not in the file, the configuration asks for it with shape " + expected
                            + "; save the adapter again");
        }
        if (!layer.shape().equals(expected)) {
            throw error(ErrorCode.TENSOR_SHAPE_MISMATCH, layer.storedName(),
                    "has shape " + layer.shape() + ", the configuration expects " + expected
                            + "; correct the configuration, or save the adapter again");
        }
    }

    public ShakerException unknown(TensorInfo info, String reason) {
        return error(ErrorCode.TENSOR_UNKNOWN, info.name(), "is not supported: " + reason);
    }

    public ShakerException error(ErrorCode code, String tensor, String problem) {
        return new ShakerException(code, "file '" + file.source() + "': tensor '" + tensor + "' " + problem)
                .with("file", file.source()).with("tensor", tensor);
    }

    public FileTensors tensors() {
        return new FileTensors(file, layers.values());
    }
}
