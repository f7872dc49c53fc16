package dev.shaker.adapter.adapterhub;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.EncoderLayer;

/**
 * What AdapterHub's name of a bottleneck's tensor says, {@code encoder.layer.0.output.adapters.nli.adapter_down.0.weight}.
 *
 * @param behindAttention whether the bottleneck follows the attention, and not the whole layer
 * @param adapter the adapter's name in the file
 * @param part normalised, {@code down.weight}
 */
record BottleneckTensor(int layer, boolean behindAttention, String adapter, String part) {
    private static final String ATTENTION = "attention.";
    private static final String OUTPUT = "output.";
    /** Newer files have the first; the library before it was named {@code adapters} had the others. */
    private static final Set<String> LISTS = Set.of("adapters", "attention_text_task_adapters",
            "attention_text_lang_adapters", "layer_text_task_adapters", "layer_text_lang_adapters");
    private static final Map<String, String> PARTS = Map.of("adapter_down.0.weight", "down.weight",
            "adapter_down.0.bias", "down.bias", "adapter_up.weight", "up.weight", "adapter_up.bias", "up.bias");

    /** Empty for any other name. */
    static Optional<BottleneckTensor> parse(String name) {
        int layer = EncoderLayer.number(name);
        if (layer < 0) {
            return Optional.empty();
        }
        String rest = EncoderLayer.rest(name);
        boolean attention = rest.startsWith(ATTENTION);
        String output = attention ? rest.substring(ATTENTION.length()) : rest;
        if (!output.startsWith(OUTPUT)) {
            return Optional.empty();
        }
        int list = output.indexOf('.', OUTPUT.length());
        int adapter = list < 0 ? -1 : output.indexOf('.', list + 1);
        if (adapter <= list + 1 || !LISTS.contains(output.substring(OUTPUT.length(), list))) {
            return Optional.empty();
        }
        @Nullable
        String part = PARTS.get(output.substring(adapter + 1));
        return part == null
                ? Optional.empty()
                : Optional.of(new BottleneckTensor(layer, attention, output.substring(list + 1, adapter), part));
    }
}
