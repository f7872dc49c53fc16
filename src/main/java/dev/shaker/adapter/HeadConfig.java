package dev.shaker.adapter;

import java.util.Set;
import java.util.SortedSet;

/** How a classification head maps the encoder's output to logits; x0 is the last layer's first position. */
public sealed interface HeadConfig {
    /** What the library saves on its own where LoRA updates one of them. */
    Set<String> TABLES = Set.of("embed_tokens", "wte", "lm_head");

    /** Number of labels C, 0 where that is not known. */
    int labels();

    /**
     * AdapterHub's flexible head, normalised tensors {@code 1.weight [H,H]}, {@code 1.bias}, {@code 4.weight [C,H]}, {@code 4.bias}
     * for two layers ({@code W_4 phi(W_1 x0 + b_1) + b_4}), {@code 1.weight [C,H]}, {@code 1.bias} for one. With
     * {@code usePooler} the input is the base model's pooled output instead of x0.
     */
    record Flexible(int labels, int layers, NonLinearity activation, boolean usePooler,
            boolean bias) implements HeadConfig {}

    /** {@code classifier(tanh(pooler(x0)))} with the base model's pooler; tensors {@code classifier.weight [C,H]}, {@code classifier.bias}. */
    record BertStatic(int labels) implements HeadConfig {}

    /**
     * {@code out_proj(tanh(dense(x0)))}; tensors {@code classifier.dense.weight [H,H]}, {@code classifier.dense.bias},
     * {@code classifier.out_proj.weight [C,H]}, {@code classifier.out_proj.bias}.
     */
    record RobertaStatic(int labels) implements HeadConfig {}

    /** ELECTRA's, {@code out_proj(gelu(dense(x0)))}; tensors as RoBERTa's. */
    record ElectraStatic(int labels) implements HeadConfig {}

    /**
     * DistilBERT's, {@code classifier(relu(pre_classifier(x0)))}; tensors {@code pre_classifier.weight [H,H]},
     * {@code pre_classifier.bias}, {@code classifier.weight [C,H]}, {@code classifier.bias}.
     */
    record DistilBertStatic(int labels) implements HeadConfig {}

    /**
     * Whatever else was saved with its domain, kept byte for byte: heads of other tasks and families, embeddings, a pooler. Nothing
     * is known of what it computes.
     *
     * @param labels rows of its last matrix where that is a known head's, else 0
     * @param task the task or class that its library names, {@code TOKEN_CLS}, empty where it names none
     * @param modules names of the saved modules, without the architecture's prefix
     */
    record Saved(int labels, String task, SortedSet<String> modules) implements HeadConfig {
        /**
         * Whether it is a decoder's sequence classifier, {@code score.weight [C,H]} on the last token that is no padding; a table
         * of embeddings may lie beside it.
         */
        public boolean isScore() {
            return labels > 0 && task.equals("SEQ_CLS") && modules.contains("score")
                    && modules.stream().allMatch(module -> module.equals("score") || TABLES.contains(module));
        }

        /** Whether it is tables of embeddings alone, one of which may be the language-model head. */
        public boolean isTables() {
            return TABLES.containsAll(modules);
        }
    }

    /** No tensors of its own: the base model's language-model head says how likely each label's words are. */
    record LabelWords(Prompt prompt) implements HeadConfig {
        @Override
        public int labels() {
            return prompt.continuations().size();
        }
    }
}
