package dev.shaker.adapter.adapterhub;

import java.util.Map;
import java.util.Optional;

import dev.shaker.adapter.format.TensorNames;

/**
 * What AdapterHub's name of a tensor says, whatever the method: {@code PLACE.LIST.NAME.PART}, of which the list tells the method and
 * NAME the adapter ({@code vit.encoder.layer.0.output.output_adapters.adapters.nli.adapter_down.0.weight}).
 *
 * @param place the module that holds the list, without the architecture's prefix, empty for the model itself
 * @param list one of {@link #LISTS}
 * @param adapter the adapter's name in the file
 * @param part what stands behind it
 */
record HubTensor(String place, String list, String adapter, String part) {
    static final String BOTTLENECKS = "adapters";
    static final String LORAS = "loras";
    static final String PREFIXES = "prefix_tunings";
    static final String PREFIX_GATES = "prefix_gates";
    static final String PROMPTS = "prompt_tunings";
    static final String REFTS = "refts";
    static final String SHARED = "shared_parameters";
    static final String INVERTIBLE = "invertible_adapters";
    /** Today's list by the names that the library and the one before it had and have. */
    static final Map<String, String> LISTS = Map.ofEntries(Map.entry(BOTTLENECKS, BOTTLENECKS),
            Map.entry("attention_text_task_adapters", BOTTLENECKS),
            Map.entry("attention_text_lang_adapters", BOTTLENECKS),
            Map.entry("layer_text_task_adapters", BOTTLENECKS), Map.entry("layer_text_lang_adapters", BOTTLENECKS),
            Map.entry(LORAS, LORAS), Map.entry(PREFIXES, PREFIXES), Map.entry(PREFIX_GATES, PREFIX_GATES),
            Map.entry(PROMPTS, PROMPTS), Map.entry(REFTS, REFTS), Map.entry(SHARED, SHARED),
            Map.entry(INVERTIBLE, INVERTIBLE), Map.entry("invertible_lang_adapters", INVERTIBLE));

    /** Of a name as it is stored; empty where it has no list. */
    static Optional<HubTensor> parse(String stored) {
        String[] parts = TensorNames.withoutArchitecture(TensorNames.unwrapped(stored)).split("\\.", -1);
        for (int i = 0; i + 2 < parts.length; i++) {
            String list = LISTS.get(parts[i]);
            if (list != null) {
                return Optional.of(new HubTensor(join(parts, 0, i), list, parts[i + 1],
                        join(parts, i + 2, parts.length)));
            }
        }
        return Optional.empty();
    }

    /** The name without the adapter's: {@code encoder.layer.0.output.output_adapters.adapters.adapter_down.0.weight}. */
    String normalised() {
        return (place.isEmpty() ? "" : place + ".") + list + "." + part;
    }

    /** A name from {@link #normalised()} with the adapter's name in its place again; empty where it has no list. */
    static Optional<String> stored(String normalised, String adapter) {
        String[] parts = normalised.split("\\.", -1);
        for (int i = 0; i + 1 < parts.length; i++) {
            if (LISTS.containsKey(parts[i])) {
                return Optional.of(join(parts, 0, i + 1) + "." + adapter + "." + join(parts, i + 1, parts.length));
            }
        }
        return Optional.empty();
    }

    private static String join(String[] parts, int from, int to) {
        return String.join(".", java.util.Arrays.asList(parts).subList(from, to));
    }
}
