package dev.shaker.mixture;

import java.util.regex.Pattern;

/** Which adapter module a tensor belongs to. */
final class Blocks {
    private static final Pattern PART = Pattern.compile("\\.(?:(?:down|up)\\.(?:weight|bias)|lora_[AB])$");

    private Blocks() {
    }

    /** {@code encoder.layer.0.output.adapter} of {@code encoder.layer.0.output.adapter.down.weight}. */
    static String of(String layer) {
        return PART.matcher(layer).replaceFirst("");
    }
}
