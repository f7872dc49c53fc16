package dev.shaker.mixture.prune;

import java.util.List;

/** Which adapter module a tensor belongs to. */
public final class Blocks {
    private static final List<String> PARTS = List.of(".down.weight", ".down.bias", ".up.weight", ".up.bias", ".lora_A",
            ".lora_B");

    private Blocks() {
    }

    /** {@code encoder.layer.0.output.adapter} of {@code encoder.layer.0.output.adapter.down.weight}. */
    public static String of(String layer) {
        for (String part : PARTS) {
            if (layer.endsWith(part)) {
                return layer.substring(0, layer.length() - part.length());
            }
        }
        return layer;
    }
}
