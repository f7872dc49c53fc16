package dev.shaker.adapter.adapterhub;

import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;

/** Which layers of which stacks an adapter's file holds something for: an encoder's, a decoder's, those for text and for images. */
final class HubLayers {
    private final SortedMap<String, SortedSet<Integer>> layers = new TreeMap<>();

    void add(String stack, int layer) {
        layers.computeIfAbsent(stack, name -> new TreeSet<>()).add(layer);
    }

    /**
     * That no layer below the highest of its stack is missing, unless the configuration leaves some out; how it numbers those of
     * several stacks its names do not tell.
     *
     * @throws dev.shaker.error.ShakerException {@code TENSOR_MISSING}
     */
    void requireWhole(TensorNames names, Set<Integer> leaveOut) {
        if (!leaveOut.isEmpty()) {
            return;
        }
        layers.forEach((stack, present) -> {
            for (int layer = 0; layer < present.last(); layer++) {
                if (!present.contains(layer)) {
                    throw names.error(ErrorCode.TENSOR_MISSING, stack + "." + layer,
                            "has nothing in the file, and 'leave_out' does not leave it out; save the adapter again");
                }
            }
        });
    }
}
