package dev.shaker.adapter.io;

import java.util.Map;
import java.util.Optional;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.base.LinearModule;
import dev.shaker.tensor.TensorShape;

/** What stands in the way of evaluating an adapter whatever its family, as the end of a sentence about it. */
final class SupportProblems {
    private SupportProblems() {
    }

    /**
     * That a factor of LoRA belongs to a module that is run, and fits it.
     *
     * @param modules linear layers that are run, by name
     * @param words the table of the words as the module that its factors make of it: its rows are what A multiplies
     * @param run whose modules are run, {@code of BERT's encoder}
     */
    static Optional<String> update(AdapterLayer factor, LoraConfig lora, Map<String, LinearModule> modules,
            LinearModule words, String run) {
        String name = module(factor);
        LinearModule module = !lora.embeddings().contains(name)
                ? modules.get(name)
                : name.equals(words.name()) ? words : null;
        if (module == null) {
            return Optional.of("updates the module '" + name + "', which is none of those that are run " + run);
        }
        return shape(factor, module);
    }

    private static Optional<String> shape(AdapterLayer factor, LinearModule module) {
        boolean a = factor.name().endsWith(".lora_A");
        TensorShape shape = factor.shape();
        return shape.dimension(a ? 1 : 0) == (a ? module.in() : module.out())
                ? Optional.empty()
                : Optional.of("has the tensor '" + factor.storedName() + "' of shape " + shape
                        + ", and the base model's module is " + module.out() + " by " + module.in());
    }

    /** The module whose factor it is. */
    static String module(AdapterLayer factor) {
        return factor.name().substring(0, factor.name().lastIndexOf('.'));
    }

    /** Of a head that classifies nothing. */
    static Optional<String> regression(HeadConfig head) {
        return head.labels() == 1
                ? Optional.of("has a head of one output, a regression, and accuracies are of classification only")
                : Optional.empty();
    }

    static String modules(HeadConfig head) {
        return head instanceof HeadConfig.Saved saved ? saved.modules().toString() : "a head of another family";
    }
}
