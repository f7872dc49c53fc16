package dev.shaker.adapter.adapterhub;

import java.util.Map;
import java.util.Optional;

/**
 * A linear layer that AdapterHub updates, by what its configuration calls it.
 *
 * @param stack what stands before the number of the layer, {@code decoder.block}
 * @param layer that number
 * @param kind {@code q}, {@code k}, {@code v}, {@code intermediate}, {@code output}, or {@link #FUSED}
 */
record HubModule(String stack, int layer, String kind) {
    /** One weight for query, key and value; each that is updated has factors of its own. */
    static final String FUSED = "qkv";
    static final String INTERMEDIATE = "intermediate";
    static final String OUTPUT = "output";
    private static final int DIGITS = 4;
    private static final Map<String, String> KINDS = Map.ofEntries(Map.entry("query", "q"), Map.entry("key", "k"),
            Map.entry("value", "v"), Map.entry("query_proj", "q"), Map.entry("key_proj", "k"),
            Map.entry("value_proj", "v"), Map.entry("q_proj", "q"), Map.entry("k_proj", "k"), Map.entry("v_proj", "v"),
            Map.entry("q_lin", "q"), Map.entry("k_lin", "k"), Map.entry("v_lin", "v"), Map.entry("q", "q"),
            Map.entry("k", "k"), Map.entry("v", "v"), Map.entry("c_attn", FUSED), Map.entry("in_proj", FUSED),
            Map.entry("fc1", INTERMEDIATE), Map.entry("fc2", OUTPUT), Map.entry("lin1", INTERMEDIATE),
            Map.entry("lin2", OUTPUT), Map.entry("fc_in", INTERMEDIATE), Map.entry("fc_out", OUTPUT),
            Map.entry("c_fc", INTERMEDIATE), Map.entry("up_proj", INTERMEDIATE), Map.entry("down_proj", OUTPUT),
            Map.entry("ffn", INTERMEDIATE), Map.entry("ffn_output", OUTPUT), Map.entry("wi", INTERMEDIATE),
            Map.entry("wi_1", INTERMEDIATE), Map.entry("wo", OUTPUT));

    /** Empty for a module that the library updates in no family, and for one that is in no layer. */
    static Optional<HubModule> parse(String module) {
        String[] parts = module.split("\\.", -1);
        StringBuilder stack = new StringBuilder();
        for (int i = 0; i < parts.length - 1; i++) {
            if (isNumber(parts[i])) {
                String before = parts[parts.length - 2];
                String kind = kind(before, parts[parts.length - 1], module);
                return kind.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new HubModule(stack.toString(), Integer.parseInt(parts[i]), kind));
            }
            stack.append(stack.isEmpty() ? "" : ".").append(parts[i]);
        }
        return Optional.empty();
    }

    private static String kind(String before, String last, String module) {
        if (last.equals("dense")) {
            return before.equals("intermediate")
                    ? INTERMEDIATE
                    : before.equals("output") && !module.endsWith("attention.output.dense") ? OUTPUT : "";
        }
        return last.equals("c_proj") && before.equals("mlp") ? OUTPUT : KINDS.getOrDefault(last, "");
    }

    private static boolean isNumber(String part) {
        return !part.isEmpty() && part.length() <= DIGITS && part.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
