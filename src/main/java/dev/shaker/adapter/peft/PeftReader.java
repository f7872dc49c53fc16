package dev.shaker.adapter.peft;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.AdaptedModule;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterSource;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.LoraModules;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;

/**
 * LoRA as PEFT saves it: {@code adapter_config.json} and {@code adapter_model.safetensors} or {@code .bin}, the head among the
 * tensors ({@code modules_to_save}).
 */
public final class PeftReader {
    private static final List<String> BASE_CHANGING = List.of("pissa", "olora", "corda", "loftq", "lora_ga");

    private final FileSet files;
    private final ConfigReader config;
    private final TensorFile weights;
    private final TensorNames body;
    private final TensorNames head;
    /** AdaptedModule names as PEFT sees them, with {@code bert.} or {@code roberta.}: patterns match against these. */
    private final Map<AdaptedModule, String> keys = new TreeMap<>();

    private PeftReader(FileSet files, ConfigReader config, TensorFile weights) {
        this.files = files;
        this.config = config;
        this.weights = weights;
        this.body = new TensorNames(weights);
        this.head = new TensorNames(weights);
    }

    public static Adapter open(FileSet files, ConfigReader config) {
        checkFlags(config);
        TensorFile weights = AdapterFiles.openWeights(files, "adapter_model.safetensors", "adapter_model.bin");
        return new PeftReader(files, config, weights).read();
    }

    private static void checkFlags(ConfigReader config) {
        if (!config.text("peft_type", "").equals("LORA")) {
            throw config.unsupported("peft_type", "is " + config.value("peft_type") + ", only LORA is supported");
        }
        if (!config.text("bias", "none").equals("none")) {
            throw config.unsupported("bias", "is " + config.value("bias") + ", only none is supported");
        }
        config.refuse("use_dora", "train with plain LoRA");
        config.refuse("lora_bias", "train without biases of B");
        config.refuse("fan_in_fan_out", "BERT and RoBERTa have plain linear layers");
        config.refuse("use_qalora", "train with plain LoRA");
        config.refuse("use_bdlora", "train with plain LoRA");
        config.refuse("alora_invocation_tokens", "train with plain LoRA");
        config.refuse("arrow_config", "give the adapters one by one");
        config.refuse("kasa_config", "train with plain LoRA");
        config.refuse("monteclora_config", "train with plain LoRA");
        config.refuse("layer_replication", "the base model's own layers are expected");
        config.refuse("target_parameters", "target modules instead");
        config.refuse("trainable_token_indices", "keep the embeddings frozen");
        config.refuse("megatron_config", "save for the plain model");
        JsonNode init = config.value("init_lora_weights");
        if (init != null && init.isTextual() && BASE_CHANGING.stream().anyMatch(init.textValue()::startsWith)) {
            throw config.unsupported("init_lora_weights", "is " + init
                    + ", which changes the base model's weights; convert it to plain LoRA when saving"
                    + " (path_initial_model_for_weight_conversion)");
        }
        JsonNode saved = config.value("modules_to_save");
        if (saved != null) {
            for (JsonNode module : saved) {
                if (!module.asText().equals("classifier") && !module.asText().equals("score")) {
                    throw config.unsupported("modules_to_save",
                            "holds " + module + ", only the head 'classifier' may be saved beside the adapter");
                }
            }
        }
    }

    private Adapter read() {
        for (TensorInfo info : weights.tensors()) {
            sort(info);
        }
        if (body.layers().isEmpty()) {
            throw body.error(ErrorCode.TENSOR_MISSING, "lora_A", "stands nowhere in the file; save the adapter again");
        }
        int rank = config.positive("r");
        double alpha = config.number("lora_alpha", 8);
        var ranks = new PeftPattern(config, "rank_pattern");
        var alphas = new PeftPattern(config, "alpha_pattern");
        Map<AdaptedModule, Integer> rankByModule = new TreeMap<>();
        Map<AdaptedModule, Double> alphaByModule = new TreeMap<>();
        for (AdaptedModule module : expectedModules()) {
            String key = keys.getOrDefault(module, module.name());
            rankByModule.put(module, (int) ranks.value(key, rank));
            alphaByModule.put(module, alphas.value(key, alpha));
        }
        int hidden = LoraModules.check(body, rankByModule);
        var lora = LoraModules.config(hidden, rank, alpha, config.flag("use_rslora", false), rankByModule,
                alphaByModule);
        return new Adapter(files.location(), AdapterFormat.PEFT, AdapterFiles.lastPart(files.location()),
                config.text("base_model_name_or_path", ""), lora, body.tensors(), head(hidden),
                Optional.of(new AdapterSource(JsonText.compact(config.root()), "")));
    }

    private void sort(TensorInfo info) {
        String key = TensorNames.unwrapped(info.name());
        String name = TensorNames.withoutArchitecture(key);
        if (name.startsWith("classifier.") && !name.contains(".lora_")) {
            head.add(name, info);
            return;
        }
        for (String factor : new String[]{ ".lora_A", ".lora_B" }) {
            String suffix = factor + ".weight";
            if (name.endsWith(suffix)) {
                var module = AdaptedModule.parse(name.substring(0, name.length() - suffix.length()));
                if (module.isPresent()) {
                    keys.put(module.get(), key.substring(0, key.length() - suffix.length()));
                    body.add(module.get().name() + factor, info);
                    return;
                }
            }
        }
        throw body.unknown(info, reason(name));
    }

    private static String reason(String name) {
        if (name.startsWith("pooler.")) {
            return "LoRA of BERT's pooler, which is the base model's and shared by all heads; train with"
                    + " exclude_modules=[\"pooler.dense\"]";
        }
        if (name.startsWith("classifier.")) {
            return "LoRA of the head; the head is kept whole with its domain: train with modules_to_save=[\"classifier\"]";
        }
        if (name.contains(".original_module.")) {
            return "the untrained copy of a saved module; save with PEFT's save_pretrained, which leaves it out";
        }
        if (name.startsWith("embeddings.")) {
            return "LoRA of the embeddings; target the encoder's linear layers";
        }
        if (name.contains("lora_magnitude_vector")) {
            return "DoRA's magnitude; train with plain LoRA";
        }
        return "LoRA of the encoder's linear layers and a classifier are expected; save with PEFT's save_pretrained";
    }

    /** What the configuration targets, in the layers up to the highest that is there. */
    private List<AdaptedModule> expectedModules() {
        AdaptedModule last = body.layers().keySet().stream()
                .map(name -> AdaptedModule.parse(name.substring(0, name.lastIndexOf('.'))).orElseThrow())
                .max(AdaptedModule::compareTo).orElseThrow();
        String first = keys.values().iterator().next();
        String architecture = first.substring(0, first.length() - TensorNames.withoutArchitecture(first).length());
        var targets = new PeftTargets(config);
        List<AdaptedModule> modules = new ArrayList<>();
        for (int layer = 0; layer <= Math.max(last.layer(), targets.highestLayer()); layer++) {
            for (String kind : AdaptedModule.KINDS) {
                AdaptedModule module = new AdaptedModule(layer, kind);
                if (targets.contains(architecture + module.name(), layer)) {
                    modules.add(module);
                }
            }
        }
        return modules;
    }

    private Optional<Head> head(int hidden) {
        if (head.layers().isEmpty()) {
            return Optional.empty();
        }
        Map<String, AdapterLayer> tensors = new LinkedHashMap<>(head.layers());
        boolean roberta = tensors.containsKey("classifier.out_proj.weight");
        String output = roberta ? "classifier.out_proj" : "classifier";
        int labels = head.find(output + ".weight")
                .filter(layer -> layer.shape().rank() == 2).map(layer -> layer.shape().dimension(0))
                .orElseThrow(() -> head.error(ErrorCode.TENSOR_UNKNOWN, tensors.keySet().toString(),
                        "make no head that is known; a BERT or RoBERTa sequence classifier is expected, with a matrix '"
                                + output + ".weight'"));
        head.expect(output + ".weight", labels, hidden);
        head.expect(output + ".bias", labels);
        if (roberta) {
            head.expect("classifier.dense.weight", hidden, hidden);
            head.expect("classifier.dense.bias", hidden);
        }
        if (tensors.size() != (roberta ? 4 : 2)) {
            throw head.error(ErrorCode.TENSOR_UNKNOWN, tensors.keySet().toString(),
                    "make no head that is known; a BERT or RoBERTa sequence classifier is expected");
        }
        HeadConfig headConfig = roberta ? new HeadConfig.RobertaStatic(labels) : new HeadConfig.BertStatic(labels);
        return Optional.of(new Head(headConfig, head.tensors()));
    }
}
