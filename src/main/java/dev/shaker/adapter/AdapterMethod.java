package dev.shaker.adapter;

import java.util.Locale;

/** Kinds of adapters, by where their trainable tensors sit. */
public enum AdapterMethod {
    /** Two bottlenecks a layer, after attention and after the feed-forward (Houlsby et al. 2019). */
    HOULSBY,
    /** One bottleneck a layer, after the feed-forward (Pfeiffer et al. 2020). */
    PFEIFFER,
    /** Low-rank updates of linear layers (Hu et al. 2021). */
    LORA;

    /** The name on the wire and in file names, {@code pfeiffer}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException where no method has that name on the wire */
    public static AdapterMethod ofWire(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
