package dev.shaker.mixture.prune;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** What a tensor is in a module {@code z -> U phi(L z + b) + c}: a bottleneck, or LoRA's pair of factors. */
enum ModulePart {
    /** L: W_down [d,H] or A [r,in]. */
    LOWER(".down.weight", ".lora_A"),
    /** b: [d]. */
    LOWER_BIAS(".down.bias", null),
    /** U: W_up [H,d] or B [out,r]. */
    UPPER(".up.weight", ".lora_B"),
    /** c: [H]. */
    UPPER_BIAS(".up.bias", null);

    private final String bottleneck;
    private final @Nullable String lora;

    ModulePart(String bottleneck, @Nullable String lora) {
        this.bottleneck = bottleneck;
        this.lora = lora;
    }

    static Optional<ModulePart> of(String layer) {
        for (ModulePart part : values()) {
            if (layer.endsWith(part.bottleneck) || part.lora != null && layer.endsWith(part.lora)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }

    static boolean isBias(String layer) {
        return layer.endsWith(".bias");
    }
}
