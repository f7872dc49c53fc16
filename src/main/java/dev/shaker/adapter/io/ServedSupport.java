package dev.shaker.adapter.io;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterSource;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.format.AdapterFiles;

/**
 * Whether an adapter is one that an evaluation server can run and score, whatever the family of its base model. Which modules it
 * can adapt, and up to which rank, the server says when it loads the adapter.
 */
public final class ServedSupport {
    private static final String GENERATES = "CAUSAL_LM";

    private ServedSupport() {
    }

    /**
     * What stands in the way, as the end of a sentence about the adapter; empty where nothing does.
     *
     * @param encoder whether the base model is known to be an encoder
     * @param prompt how labels are asked for, null where a head classifies
     */
    public static Optional<String> problem(Adapter adapter, boolean encoder, @Nullable Prompt prompt) {
        if (!(adapter.config() instanceof LoraConfig lora)) {
            return Optional.of("is of method " + adapter.method().wire() + ", and evaluation servers load LoRA");
        }
        if (!lora.kernels().isEmpty()) {
            return Optional.of("updates the convolution '" + lora.kernels().firstKey()
                    + "', and evaluation servers load LoRA of linear layers");
        }
        if (encoder) {
            return Optional.of("belongs to an encoder, and evaluation servers load LoRA into decoders");
        }
        Optional<HeadConfig> head = adapter.head().map(Head::config);
        return prompt == null ? scored(head) : asked(adapter, head);
    }

    private static Optional<String> scored(Optional<HeadConfig> head) {
        if (head.isEmpty()) {
            return Optional.of("has no classification head");
        }
        if (!(head.get() instanceof HeadConfig.Saved saved && saved.isScore())) {
            return Optional.of("saves " + SupportProblems.modules(head.get())
                    + ", and of heads evaluation servers load the sequence classifier 'score'");
        }
        return SupportProblems.regression(head.get());
    }

    private static Optional<String> asked(Adapter adapter, Optional<HeadConfig> head) {
        if (head.isPresent()) {
            return Optional.of("saves modules of its own (" + SupportProblems.modules(head.get())
                    + "), and the words of labels are predicted by the base model's language-model head");
        }
        String task = AdapterFiles.config(adapter).map(config -> config.path("task_type").asText("")).orElse("");
        return task.isEmpty() || task.equals("null") || task.equals(GENERATES)
                ? Optional.empty()
                : Optional.of("was trained for the task " + task + ", and the words of labels are predicted by "
                        + GENERATES);
    }
}
