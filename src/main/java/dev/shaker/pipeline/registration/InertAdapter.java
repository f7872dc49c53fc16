package dev.shaker.pipeline.registration;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.tensor.SignPlanes;

/**
 * Tells adapters that change nothing: of LoRA one factor of every module is 0 or scaled by 0, of a bottleneck all that leads
 * up. Their zeros would count as agreement with everybody.
 */
final class InertAdapter {
    private InertAdapter() {
    }

    /** @param planes by normalised tensor name */
    static boolean is(AdapterConfig config, Map<String, SignPlanes> planes) {
        return switch (config) {
            case BottleneckConfig bottleneck -> bottleneck.scaling() == 0 || planes.entrySet().stream()
                    .filter(tensor -> tensor.getKey().contains(".adapter.up."))
                    .allMatch(tensor -> isZero(tensor.getValue()));
            case LoraConfig lora -> lora.ranks().keySet().stream().allMatch(module -> lora.scale(module) == 0
                    || isZero(planes.get(module + ".lora_A")) || isZero(planes.get(module + ".lora_B")));
        };
    }

    private static boolean isZero(@Nullable SignPlanes planes) {
        if (planes != null) {
            for (long word : planes.nonZero()) {
                if (word != 0) {
                    return false;
                }
            }
        }
        return true;
    }
}
