package dev.shaker.mixture.prune;

import java.util.List;
import java.util.Optional;

/** What a tensor is in a module {@code z -> U phi(L z + b) + c}: a bottleneck, or LoRA's pair of factors. */
enum ModulePart {
    /** L: W_down [d,H] or A [r,in]. */
    LOWER(".down.weight", ".lora_A"),
    /** b: [d]. */
    LOWER_BIAS(".down.bias"),
    /** U: W_up [H,d] or B [out,r]. */
    UPPER(".up.weight", ".lora_B"),
    /** c: [H]. */
    UPPER_BIAS(".up.bias");

    private final List<String> suffixes;

    ModulePart(String... suffixes) {
        this.suffixes = List.of(suffixes);
    }

    static Optional<ModulePart> of(String layer) {
        for (ModulePart part : values()) {
            for (String suffix : part.suffixes) {
                if (layer.endsWith(suffix)) {
                    return Optional.of(part);
                }
            }
        }
        return Optional.empty();
    }

    static boolean isBias(String layer) {
        return layer.endsWith(".bias");
    }
}
