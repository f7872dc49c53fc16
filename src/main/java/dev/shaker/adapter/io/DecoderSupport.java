package dev.shaker.adapter.io;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterSource;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.base.DecoderConfig;
import dev.shaker.adapter.base.LinearModule;
import dev.shaker.adapter.format.AdapterFiles;
import dev.shaker.adapter.peft.PeftSaved;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.TensorShape;

/** Whether an adapter is one that a decoder can run and score: what is compared and mixed is more. */
public final class DecoderSupport {
    private DecoderSupport() {
    }

    /**
     * What stands in the way, as the end of a sentence about the adapter; empty where nothing does.
     *
     * @param predicts whether the base model's files hold a language-model head
     * @param prompt how labels are asked for, null where a head classifies
     */
    public static Optional<String> problem(Adapter adapter, DecoderConfig base, boolean predicts,
            @Nullable Prompt prompt) {
        return adapter.config() instanceof LoraConfig lora
                ? body(adapter, lora, base, prompt).or(() -> head(adapter, base, predicts, prompt))
                : Optional.of("is of method " + adapter.method().wire() + ", and on decoders LoRA is run");
    }

    private static Optional<String> body(Adapter adapter, LoraConfig lora, DecoderConfig base,
            @Nullable Prompt prompt) {
        Map<String, LinearModule> modules = new TreeMap<>();
        base.modules().forEach(module -> modules.put(module.name(), module));
        if (prompt != null) {
            modules.put(DecoderConfig.HEAD, base.head());
        }
        var words = new LinearModule(base.words(), base.hiddenSize(), base.vocabularySize(), false);
        for (AdapterLayer factor : adapter.body().layers()) {
            Optional<String> problem = SupportProblems
                    .update(factor, lora, modules, words, "of a decoder of that family and size")
                    .or(() -> tied(adapter, lora, SupportProblems.module(factor)));
            if (problem.isPresent()) {
                return problem;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> tied(Adapter adapter, LoraConfig lora, String module) {
        boolean table = lora.embeddings().contains(module) || module.equals(DecoderConfig.HEAD);
        return table && AdapterFiles.config(adapter).map(config -> config.path("ensure_weight_tying").asBoolean())
                .orElse(false)
                        ? Optional.of("ties LoRA of '" + module + "' to another module (ensure_weight_tying), which is"
                                + " not run")
                        : Optional.empty();
    }

    private static Optional<String> head(Adapter adapter, DecoderConfig base, boolean predicts,
            @Nullable Prompt prompt) {
        Optional<Head> head = adapter.head();
        if (prompt == null && head.isEmpty()) {
            return Optional.of("has no classification head");
        }
        if (prompt != null && !predicts) {
            return Optional.of("is asked for the words of labels, and the base model's files have no lm_head");
        }
        if (head.isEmpty()) {
            return Optional.empty();
        }
        boolean saved = head.get().config() instanceof HeadConfig.Saved modules
                && (prompt == null ? modules.isScore() : modules.isTables());
        if (!saved) {
            return Optional.of(prompt == null
                    ? "saves " + SupportProblems.modules(head.get().config())
                            + ", and of decoders' heads the sequence classifier 'score' is run"
                    : "saves modules of its own (" + SupportProblems.modules(head.get().config())
                            + "), and the words of labels are predicted by the base model's language-model head");
        }
        return tables(adapter, head.get(), base).or(() -> prompt == null ? score(head.get(), base) : Optional.empty());
    }

    /** Beside LoRA of a table the library saves the table, as it found it; a trained one is another thing. */
    private static Optional<String> tables(Adapter adapter, Head head, DecoderConfig base) {
        Set<String> trained = new TreeSet<>();
        AdapterFiles.config(adapter)
                .ifPresent(config -> config.path("modules_to_save").forEach(module -> trained.add(module.asText())));
        for (AdapterLayer layer : head.tensors().layers()) {
            String module = PeftSaved.module(layer.name());
            if (module.equals("score")) {
                continue;
            }
            if (trained.contains(module)) {
                return Optional.of("saves '" + module + "' trained whole (modules_to_save), and LoRA of it is run");
            }
            boolean known = module.equals(base.words()) || module.equals(DecoderConfig.HEAD);
            if (!known || !layer.shape().equals(TensorShape.of(base.vocabularySize(), base.hiddenSize()))) {
                return Optional.of("saves '" + layer.storedName() + "' of shape " + layer.shape()
                        + ", and the base model's '" + base.words() + "' and lm_head are [" + base.vocabularySize()
                        + ", " + base.hiddenSize() + "]");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> score(Head head, DecoderConfig base) {
        List<AdapterLayer> scores = head.tensors().layers().stream()
                .filter(layer -> PeftSaved.module(layer.name()).equals("score")).toList();
        int labels = head.config().labels();
        if (scores.size() != 1 || !scores.getFirst().shape().equals(TensorShape.of(labels, base.hiddenSize()))) {
            return Optional.of("has a head '" + scores.getFirst().storedName() + "' of shape "
                    + scores.getFirst().shape() + ", and one matrix [" + labels + ", " + base.hiddenSize()
                    + "] is run");
        }
        return SupportProblems.regression(head.config());
    }
}
