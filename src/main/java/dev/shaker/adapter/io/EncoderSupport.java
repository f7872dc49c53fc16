package dev.shaker.adapter.io;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.EncoderLayer;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.TensorSetConfig;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.adapter.base.BaseModelConfig.Family;
import dev.shaker.adapter.base.LinearModule;
import dev.shaker.tensor.TensorShape;

/** Whether an adapter is one that the encoder can run and score: what is compared and mixed is more. */
public final class EncoderSupport {
    private EncoderSupport() {
    }

    /**
     * What stands in the way, as the end of a sentence about the adapter; empty where nothing does.
     *
     * @param pooled whether the base model's files hold a pooler
     */
    public static Optional<String> problem(Adapter adapter, BaseModelConfig base, boolean pooled) {
        Optional<String> body = switch (adapter.config()) {
            case BottleneckConfig _ -> base.family() == Family.DISTILBERT
                    ? Optional
                            .of("has bottlenecks under the names of BERT's layers, and those of DistilBERT are not run")
                    : elsewhere(adapter).map(layer -> "has the bottleneck '" + layer
                            + "', which is at none of the places of " + base.family().label() + "'s encoder");
            case LoraConfig lora -> updates(adapter, lora, base, pooled);
            case TensorSetConfig set -> Optional.of("is of method " + set.method().wire()
                    + ", and bottlenecks and LoRA are run");
        };
        return body.or(() -> adapter.head().map(Head::config).flatMap(head -> problem(head, base, pooled)));
    }

    /** The first bottleneck that is at no place that is run. */
    private static Optional<String> elsewhere(Adapter adapter) {
        return adapter.body().layers().stream().map(AdapterLayer::name)
                .filter(layer -> EncoderLayer.number(layer) < 0 || !isBottleneck(EncoderLayer.rest(layer))).findFirst();
    }

    private static boolean isBottleneck(String place) {
        return place.startsWith("output.adapter.") || place.startsWith("attention.output.adapter.");
    }

    private static Optional<String> updates(Adapter adapter, LoraConfig lora, BaseModelConfig base, boolean pooled) {
        Map<String, LinearModule> modules = new HashMap<>();
        for (int i = 0; i < base.layers(); i++) {
            base.modules(i).linear().forEach(module -> modules.put(module.name(), module));
        }
        base.projection().ifPresent(module -> modules.put(module.name(), module));
        if (pooled) {
            modules.put(BaseModelConfig.POOLER,
                    new LinearModule(BaseModelConfig.POOLER, base.hiddenSize(), base.hiddenSize(), true));
        }
        var words = new LinearModule(BaseModelConfig.WORDS, base.embeddingSize(), base.vocabularySize(), false);
        String run = "of " + base.family().label() + "'s encoder";
        return adapter.body().layers().stream()
                .flatMap(factor -> SupportProblems.update(factor, lora, modules, words, run).stream()).findFirst();
    }

    private static Optional<String> problem(HeadConfig head, BaseModelConfig base, boolean pooled) {
        boolean pools = head instanceof HeadConfig.BertStatic
                || head instanceof HeadConfig.Flexible flexible && flexible.usePooler();
        Family own = switch (head) {
            case HeadConfig.BertStatic _ -> Family.BERT;
            case HeadConfig.RobertaStatic _ -> Family.ROBERTA;
            case HeadConfig.ElectraStatic _ -> Family.ELECTRA;
            case HeadConfig.DistilBertStatic _ -> Family.DISTILBERT;
            case HeadConfig.Flexible _,HeadConfig.Saved _,HeadConfig.LabelWords _ -> base.family();
        };
        if (head instanceof HeadConfig.Saved saved) {
            return Optional.of("saves " + saved.modules()
                    + (saved.task().isEmpty() ? "" : " for the task " + saved.task())
                    + ", and sequence classifiers of transformers and AdapterHub's classification heads are scored");
        }
        if (own != base.family()) {
            return Optional.of("has the sequence classifier of " + own.label() + ", and the base model is of "
                    + base.family().label());
        }
        if (pools && !pooled) {
            return Optional.of("has a head that reads the base model's pooler, and its files have none: take the"
                    + " checkpoint with pooler.dense");
        }
        return SupportProblems.regression(head);
    }
}
