package dev.shaker.adapter.peft;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.shaker.adapter.AdaptedModule;
import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.EncoderLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.LoraModules;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorInfo;
import dev.shaker.tensor.TensorShape;

/** LoRA and AdaLoRA: pairs of factors under the names of their model's modules. */
final class PeftLora implements PeftReader.Body {
    private final ConfigReader config;
    private final TensorNames factors;
    /** AdaLoRA's singular values [r,1] by the normalised name of the A that they belong to. */
    private final TensorNames values;
    private final PeftConvolutions convolutions;
    /** Modules as PEFT sees them, by normalised name. */
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final SortedSet<String> embeddings = new TreeSet<>();

    PeftLora(ConfigReader config, TensorFile weights) {
        this.config = config;
        this.factors = new TensorNames(weights);
        this.values = new TensorNames(weights);
        this.convolutions = new PeftConvolutions(weights);
    }

    @Override
    public boolean take(String key, TensorInfo info) {
        var found = PeftTensor.ofLora(key);
        if (found.isEmpty()) {
            return false;
        }
        PeftTensor tensor = found.get();
        if (tensor.part().equals("lora_E")) {
            values.add(tensor.module() + ".lora_A", info);
            return true;
        }
        if (info.shape().rank() > 2) {
            convolutions.add(tensor.normalised(), info);
        } else {
            factors.add(tensor.normalised(), info);
        }
        keys.put(tensor.module(), tensor.key());
        if (tensor.isEmbedding()) {
            embeddings.add(tensor.module());
        }
        return true;
    }

    @Override
    public AdapterConfig config() {
        if (factors.layers().isEmpty() && convolutions.isEmpty()) {
            throw factors.error(ErrorCode.TENSOR_MISSING, "lora_A",
                    "stands nowhere in the file; save the adapter again");
        }
        boolean adaptive = config.text("peft_type", "").equals("ADALORA");
        int rank = config.positive(adaptive ? "init_r" : "r");
        double alpha = config.number("lora_alpha", 8);
        SortedMap<String, Integer> ranks = new TreeMap<>();
        SortedMap<String, Double> alphas = new TreeMap<>();
        if (adaptive) {
            // What the library divides by is its float32, whatever rank was left of the module.
            double scale = (alpha > 0 ? alpha : rank) / (double) (rank + 1e-5f);
            for (String module : expected()) {
                int own = own(module, rank);
                ranks.put(module, own);
                alphas.put(module, scale * own);
            }
        } else {
            var rankOf = new PeftPattern(config, "rank_pattern");
            var alphaOf = new PeftPattern(config, "alpha_pattern");
            for (String module : expected()) {
                String key = keys.getOrDefault(module, module);
                ranks.put(module, (int) rankOf.value(key, rank));
                alphas.put(module, alphaOf.value(key, alpha));
            }
        }
        SortedMap<String, TensorShape> kernels = convolutions.check(ranks);
        SortedMap<String, Integer> matrices = new TreeMap<>(ranks);
        matrices.keySet().removeAll(kernels.keySet());
        int hidden = LoraModules.check(factors, matrices);
        return LoraModules.config(hidden, rank, alpha, !adaptive && config.flag("use_rslora", false), ranks, alphas,
                embeddings, kernels);
    }

    @Override
    public Tensors tensors() {
        Tensors stored = convolutions.isEmpty() ? factors.tensors() : convolutions.beside(factors.tensors());
        return values.layers().isEmpty() ? stored : new SingularValues(stored, values.tensors());
    }

    /** AdaLoRA prunes ranks module by module; what is left is what is stored. */
    private int own(String module, int otherwise) {
        AdapterLayer a = factors.find(module + ".lora_A").orElse(null);
        int own = a == null || a.shape().rank() == 0 ? otherwise : a.shape().dimension(0);
        if (values.find(module + ".lora_A").isEmpty()) {
            throw values.error(ErrorCode.TENSOR_MISSING, module + ".lora_E",
                    "is not in the file, AdaLoRA has singular values for every module; save the adapter again");
        }
        values.expect(module + ".lora_A", own, 1);
        return own;
    }

    /** The modules that are there and targeted; of an encoder like BERT those that are missing, too. */
    private SortedSet<String> expected() {
        var targets = new PeftTargets(config);
        SortedSet<String> modules = new TreeSet<>();
        keys.forEach((module, key) -> {
            if (targets.contains(key)) {
                modules.add(module);
            }
        });
        if (likeBert()) {
            addMissing(modules, targets);
        }
        return modules;
    }

    private boolean likeBert() {
        return keys.keySet().stream().anyMatch(module -> AdaptedModule.parse(module).isPresent())
                && keys.keySet().stream().allMatch(
                        module -> EncoderLayer.number(module) < 0 || AdaptedModule.parse(module).isPresent());
    }

    /** What the configuration targets, in the layers up to the highest that is there. */
    private void addMissing(SortedSet<String> modules, PeftTargets targets) {
        int last = targets.highestLayer();
        String architecture = "";
        for (var module : keys.entrySet()) {
            last = Math.max(last, EncoderLayer.number(module.getKey()));
            if (EncoderLayer.number(module.getKey()) >= 0) {
                architecture = module.getValue().substring(0, module.getValue().length() - module.getKey().length());
            }
        }
        for (int layer = 0; layer <= last; layer++) {
            for (String kind : AdaptedModule.KINDS) {
                String module = new AdaptedModule(layer, kind).name();
                if (targets.contains(architecture + module, layer)) {
                    modules.add(module);
                }
            }
        }
    }
}
