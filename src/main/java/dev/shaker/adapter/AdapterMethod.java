package dev.shaker.adapter;

import java.util.Locale;

/** Kinds of adapters, by where their trainable tensors sit. */
public enum AdapterMethod {
    /** Two bottlenecks a layer, after attention and after the feed-forward (Houlsby et al. 2019). */
    HOULSBY,
    /** One bottleneck a layer, after the feed-forward (Pfeiffer et al. 2020). */
    PFEIFFER,
    /** Bottlenecks with more than those have, or of several sizes: parallel, gated, invertible, hypercomplex (Compacter). */
    BOTTLENECK,
    /** Low-rank updates of linear layers (Hu et al. 2021). */
    LORA,
    /** Low-rank updates of direction with a magnitude for each output (Liu et al. 2024). */
    DORA,
    /** Low-rank updates, each behind a gate that looks at the input (UniPELT: Mao et al. 2022). */
    GATED_LORA,
    /** Learned factors of activations (Liu et al. 2022). */
    IA3,
    /** Scales of frozen random projections (Kopiczko et al. 2023). */
    VERA,
    /** Updates as Hadamard products of low-rank matrices (Hyeon-Woo et al. 2021). */
    LOHA,
    /** Updates as Kronecker products (Yeh et al. 2023). */
    LOKR,
    /** Orthogonal rotations of blocks of inputs (Qiu et al. 2023). */
    OFT,
    /** Learned keys and values before those of every layer (Li and Liang 2021). */
    PREFIX_TUNING,
    /** Learned embeddings before the input (Lester et al. 2021). */
    PROMPT_TUNING,
    /** Learned embeddings before the input, trained through an encoder of prompts (Liu et al. 2021). */
    P_TUNING,
    /** Interventions on hidden states (Wu et al. 2024). */
    REFT,
    /** Several methods in one adapter (MAM: He et al. 2021; UniPELT). */
    UNION;

    /** The name on the wire and in file names, {@code pfeiffer}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException where no method has that name on the wire */
    public static AdapterMethod ofWire(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
