package dev.shaker.adapter.io;

import java.util.Optional;

import dev.shaker.adapter.AdaptedModule;
import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.EncoderLayer;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.TensorSetConfig;

/** Whether an adapter is one that the encoder can run and score: what is compared and mixed is more. */
public final class EncoderSupport {
    private EncoderSupport() {
    }

    /** What stands in the way, as the end of a sentence about the adapter; empty where nothing does. */
    public static Optional<String> problem(Adapter adapter) {
        Optional<String> body = switch (adapter.config()) {
            case BottleneckConfig _ -> adapter.body().layers().stream().map(AdapterLayer::name)
                    .filter(layer -> EncoderLayer.number(layer) < 0 || !isBottleneck(EncoderLayer.rest(layer)))
                    .findFirst()
                    .map(layer -> "has the bottleneck '" + layer
                            + "', which is at none of the places of BERT's and RoBERTa's encoders");
            case LoraConfig lora -> lora.ranks().keySet().stream()
                    .filter(module -> AdaptedModule.parse(module).isEmpty() || lora.embeddings().contains(module))
                    .sorted()
                    .findFirst().map(module -> "updates the module '" + module
                            + "', which is none of the linear layers of BERT's and RoBERTa's encoders");
            case TensorSetConfig set -> Optional.of("is of method " + set.method().wire()
                    + ", and bottlenecks and LoRA are run");
        };
        return body.or(() -> adapter.head().map(Head::config).flatMap(EncoderSupport::problem));
    }

    private static boolean isBottleneck(String place) {
        return place.startsWith("output.adapter.") || place.startsWith("attention.output.adapter.");
    }

    private static Optional<String> problem(HeadConfig head) {
        if (head instanceof HeadConfig.Saved saved) {
            return Optional.of("saves " + saved.modules()
                    + (saved.task().isEmpty() ? "" : " for the task " + saved.task())
                    + ", and sequence classifiers of BERT and RoBERTa and AdapterHub's classification heads are scored");
        }
        return head.labels() == 1
                ? Optional.of("has a head of one output, a regression, and accuracies are of classification only")
                : Optional.empty();
    }
}
