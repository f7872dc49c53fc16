package dev.shaker.adapter.peft;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.TensorNames;

/**
 * What PEFT saves beside an adapter: the head, {@code modules_to_save}, embeddings or some of their rows, biases of the base model.
 */
public final class PeftSaved {
    /** PEFT adds heads on its own, without a word in the configuration, and so it does embeddings. */
    private static final Set<String> UNASKED = Set.of("classifier", "score", "pre_classifier", "qa_outputs", "lm_head",
            "embed_tokens", "embed_in", "embed_out", "wte", "word_embeddings", "tok_embeddings", "shared");
    private static final List<String> OUTPUTS = List.of("classifier.out_proj.weight", "classifier.weight",
            "score.weight", "qa_outputs.weight");
    private static final String BASE = ".base_layer";
    private static final String TOKENS = ".token_adapter.trainable_tokens_delta";

    private final ConfigReader config;
    private final List<String> named = new ArrayList<>();
    private final boolean biases;

    PeftSaved(ConfigReader config) {
        this.config = config;
        this.biases = !config.text("bias", "none").equals("none");
        JsonNode modules = config.value("modules_to_save");
        if (modules != null) {
            modules.forEach(module -> named.add(module.asText()));
        }
    }

    /** Whether a tensor of that name belongs to a saved module. */
    boolean has(String name) {
        if (biases && name.endsWith(".bias") || name.endsWith(TOKENS)) {
            return true;
        }
        if (name.contains(".original_module.")) {
            return false;
        }
        String module = module(name);
        for (String part : module.split("\\.", -1)) {
            if (UNASKED.contains(part)) {
                return true;
            }
        }
        return named.stream().anyMatch(saved -> ("." + module + ".").contains("." + saved + "."));
    }

    /**
     * What is kept with the domain; empty where nothing was saved.
     *
     * @param hidden H, 0 where the adapter does not tell it
     * @param architecture {@code bert.}: what stands before the names of the model's own modules
     */
    Optional<Head> head(TensorNames saved, int hidden, String architecture) {
        if (saved.layers().isEmpty()) {
            return Optional.empty();
        }
        String task = config.text("task_type", "");
        SortedSet<String> modules = new TreeSet<>();
        saved.layers().keySet().forEach(name -> modules.add(module(name)));
        boolean sequences = task.isEmpty() || task.equals("SEQ_CLS");
        return Optional.of(new Head(
                (sequences ? classifier(saved, modules, hidden, architecture) : Optional.<HeadConfig>empty())
                        .orElseGet(() -> new HeadConfig.Saved(outputs(saved), task, modules)),
                saved.tensors()));
    }

    private static Optional<HeadConfig> classifier(TensorNames saved, SortedSet<String> modules, int hidden,
            String architecture) {
        int tensors = saved.layers().size();
        if (architecture.equals("distilbert.") && modules.equals(Set.of("pre_classifier", "classifier"))
                && tensors == 4) {
            return Optional.of(distilBert(saved));
        }
        if (hidden > 0 && modules.equals(Set.of("classifier.dense", "classifier.out_proj"))) {
            return Optional.of(roberta(saved, hidden, architecture));
        }
        return hidden > 0 && modules.equals(Set.of("classifier")) && tensors == 2
                ? Optional.of(bert(saved, hidden))
                : Optional.empty();
    }

    private static HeadConfig distilBert(TensorNames saved) {
        int labels = outputs(saved);
        int hidden = saved.find("pre_classifier.weight").map(layer -> layer.shape().dimension(0)).orElse(1);
        saved.expect("pre_classifier.weight", hidden, hidden);
        saved.expect("pre_classifier.bias", hidden);
        saved.expect("classifier.weight", labels, hidden);
        saved.expect("classifier.bias", labels);
        return new HeadConfig.DistilBertStatic(labels);
    }

    private static HeadConfig bert(TensorNames saved, int hidden) {
        int labels = outputs(saved);
        saved.expect("classifier.weight", labels, hidden);
        saved.expect("classifier.bias", labels);
        return new HeadConfig.BertStatic(labels);
    }

    private static HeadConfig roberta(TensorNames saved, int hidden, String architecture) {
        int labels = outputs(saved);
        saved.expect("classifier.out_proj.weight", labels, hidden);
        saved.expect("classifier.out_proj.bias", labels);
        saved.expect("classifier.dense.weight", hidden, hidden);
        saved.expect("classifier.dense.bias", hidden);
        return architecture.equals("electra.")
                ? new HeadConfig.ElectraStatic(labels)
                : new HeadConfig.RobertaStatic(labels);
    }

    private static int outputs(TensorNames saved) {
        for (String output : OUTPUTS) {
            var layer = saved.find(output).filter(found -> found.shape().rank() == 2);
            if (layer.isPresent()) {
                return layer.get().shape().dimension(0);
            }
        }
        return 0;
    }

    /** {@code classifier.dense} of {@code classifier.dense.weight}; the copy of an embedding under LoRA is that embedding. */
    public static String module(String name) {
        String module = name.substring(0, Math.max(0, name.lastIndexOf('.')));
        return module.endsWith(BASE) ? module.substring(0, module.length() - BASE.length()) : module;
    }
}
