package dev.shaker.adapter.io;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.base.DecoderConfig;
import dev.shaker.adapter.base.LinearModule;
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
        for (AdapterLayer layer : adapter.body().layers()) {
            int dot = layer.name().lastIndexOf('.');
            String name = layer.name().substring(0, dot);
            LinearModule module = modules.get(name);
            if (module == null || lora.embeddings().contains(name)) {
                return Optional.of("updates the module '" + name
                        + "', which is none of the linear layers that are run of a decoder of that family and size");
            }
            boolean a = layer.name().endsWith(".lora_A");
            int expected = a ? module.in() : module.out();
            TensorShape shape = layer.shape();
            if (shape.dimension(a ? 1 : 0) != expected) {
                return Optional.of("has the tensor '" + layer.storedName() + "' of shape " + shape
                        + ", and the base model's module is " + module.out() + " by " + module.in());
            }
        }
        return Optional.empty();
    }

    private static Optional<String> head(Adapter adapter, DecoderConfig base, boolean predicts,
            @Nullable Prompt prompt) {
        Optional<HeadConfig> head = adapter.head().map(Head::config);
        if (prompt != null) {
            return head.isPresent()
                    ? Optional.of("saves modules of its own (" + modules(head.get())
                            + "), and the words of labels are predicted by the base model's language-model head")
                    : predicts
                            ? Optional.empty()
                            : Optional
                                    .of("is asked for the words of labels, and the base model's files have no lm_head");
        }
        if (head.isEmpty()) {
            return Optional.of("has no classification head");
        }
        if (!(head.get() instanceof HeadConfig.Saved saved && saved.isScore())) {
            return Optional.of("saves " + modules(head.get())
                    + ", and of decoders' heads the sequence classifier 'score' is run");
        }
        AdapterLayer score = adapter.head().get().tensors().layers().getFirst();
        if (adapter.head().get().tensors().layers().size() != 1
                || !score.shape().equals(TensorShape.of(head.get().labels(), base.hiddenSize()))) {
            return Optional.of("has a head '" + score.storedName() + "' of shape " + score.shape()
                    + ", and one matrix [" + head.get().labels() + ", " + base.hiddenSize() + "] is run");
        }
        return head.get().labels() == 1
                ? Optional.of("has a head of one output, a regression, and accuracies are of classification only")
                : Optional.empty();
    }

    private static String modules(HeadConfig head) {
        return head instanceof HeadConfig.Saved saved ? saved.modules().toString() : "a head of another family";
    }
}
