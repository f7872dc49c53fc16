package dev.shaker.adapter;

/** How a classification head maps the encoder's output to logits; x0 is the last layer's first position. */
public sealed interface HeadConfig {
    /** Number of labels C. */
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
}
