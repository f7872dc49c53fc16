package dev.shaker.pipeline.registration;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.TensorSetConfig;
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
            case TensorSetConfig set -> isInert(set.method(), planes);
        };
    }

    /** Of products one factor is 0 in every module; IA3's and OFT's tensors are all at rest. */
    private static boolean isInert(AdapterMethod method, Map<String, SignPlanes> planes) {
        return switch (method) {
            case IA3, OFT -> planes.values().stream().allMatch(InertAdapter::isZero);
            case VERA ->
                everyModule(planes, List.of(List.of("vera_lambda_b", "vera_B"), List.of("vera_lambda_d", "vera_D")));
            case LOHA -> everyModule(planes, List.of(List.of("hada_w1_a"), List.of("hada_w1_b"), List.of("hada_w2_a"),
                    List.of("hada_w2_b")));
            case LOKR -> everyModule(planes, List.of(List.of("lokr_w1", "lokr_w1_a"), List.of("lokr_w1_b"),
                    List.of("lokr_w2", "lokr_w2_a"), List.of("lokr_w2_b")));
            // A magnitude and a prompt always do something.
            default -> false;
        };
    }

    /** Whether in every module one of the factors, each under one of its names, is there and 0. */
    private static boolean everyModule(Map<String, SignPlanes> planes, List<List<String>> factors) {
        Set<String> modules = new HashSet<>();
        planes.keySet().forEach(name -> modules.add(name.substring(0, name.lastIndexOf('.'))));
        return modules.stream().allMatch(module -> factors.stream().flatMap(List::stream).anyMatch(
                part -> planes.containsKey(module + "." + part) && isZero(planes.get(module + "." + part))));
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
