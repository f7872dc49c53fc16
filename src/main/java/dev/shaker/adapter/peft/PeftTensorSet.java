package dev.shaker.adapter.peft;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.TensorSetConfig;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.Sha256;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;

/** Methods other than LoRA: tensors of known names, and the settings under which they mean what they do. */
final class PeftTensorSet implements PeftReader.Body {
    private static final String PROMPT = "prompt_embeddings";
    private static final String PROJECTION = "base_model.vera_";

    private final ConfigReader config;
    private final AdapterMethod method;
    private final TensorNames names;
    /** Modules as PEFT sees them, by normalised name. */
    private final SortedMap<String, String> keys = new TreeMap<>();

    PeftTensorSet(ConfigReader config, AdapterMethod method, TensorFile weights) {
        this.config = config;
        this.method = method;
        this.names = new TensorNames(weights);
    }

    @Override
    public boolean take(String key, TensorInfo info) {
        boolean whole = prompts()
                ? key.equals(PROMPT)
                : method == AdapterMethod.VERA && (key.equals("vera_A") || key.equals("vera_B")
                        || key.equals(PROJECTION + "A") || key.equals(PROJECTION + "B"));
        if (whole) {
            names.add(key.substring(key.lastIndexOf('.') + 1), info);
            return true;
        }
        var found = PeftTensor.of(method, key);
        found.ifPresent(tensor -> {
            names.add(tensor.normalised(), info);
            keys.put(tensor.module(), tensor.key());
        });
        return found.isPresent();
    }

    @Override
    public AdapterConfig config() {
        if (names.layers().isEmpty() || !prompts() && keys.isEmpty()) {
            throw names.error(ErrorCode.TENSOR_MISSING, prompts() ? PROMPT : method.wire(),
                    "stands nowhere in the file; save the adapter again");
        }
        String settings = switch (method) {
            case DORA -> dora();
            case LOHA, LOKR -> scales("alpha", "r", false);
            case VERA -> vera();
            case OFT -> "coft=" + config.flag("coft", false) + " shared=" + config.flag("block_share", false);
            default -> "";
        };
        return new TensorSetConfig(method, settings);
    }

    @Override
    public Tensors tensors() {
        return names.tensors();
    }

    private boolean prompts() {
        return switch (method) {
            case PREFIX_TUNING, PROMPT_TUNING, P_TUNING -> true;
            default -> false;
        };
    }

    private String dora() {
        for (String module : keys.keySet()) {
            for (String part : new String[]{ ".lora_A", ".lora_B", ".lora_magnitude_vector" }) {
                if (names.find(module + part).isEmpty()) {
                    throw names.error(ErrorCode.TENSOR_MISSING, module + part,
                            "is not in the file, use_dora asks for it; save the adapter again");
                }
            }
        }
        return scales("lora_alpha", "r", config.flag("use_rslora", false));
    }

    /** {@code module:scale} of every module in the order of names. */
    private String scales(String alphaField, String rankField, boolean rankStabilised) {
        int rank = config.positive(rankField);
        double alpha = config.number(alphaField, 8);
        var ranks = new PeftPattern(config, "rank_pattern");
        var alphas = new PeftPattern(config, "alpha_pattern");
        StringBuilder line = new StringBuilder();
        for (Map.Entry<String, String> module : keys.entrySet()) {
            double r = ranks.value(module.getValue(), rank);
            double scale = alphas.value(module.getValue(), alpha) / (rankStabilised ? Math.sqrt(r) : r);
            line.append(line.isEmpty() ? "" : " ").append(module.getKey()).append(':').append(scale);
        }
        return line.toString();
    }

    /** The scales mean nothing without the random projections between them: their seed, and they themselves where stored. */
    private String vera() {
        var projections = new Sha256();
        boolean stored = false;
        for (String name : new String[]{ "vera_A", "vera_B" }) {
            AdapterLayer layer = names.find(name).orElse(null);
            if (layer != null) {
                float[] values = names.tensors().read(layer);
                projections.update(values, 0, values.length);
                stored = true;
            }
        }
        return "seed=" + config.whole("projection_prng_key", 0) + (stored ? " projections=" + projections.hex() : "");
    }
}
