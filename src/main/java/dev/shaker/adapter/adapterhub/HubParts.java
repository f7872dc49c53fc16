package dev.shaker.adapter.adapterhub;

import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;

/** The parts of an adapter at each place: whether they are those that its flags promise. */
final class HubParts {
    private final TensorNames names;
    /** By list, then by place. */
    private final SortedMap<String, SortedMap<String, Set<String>>> parts = new TreeMap<>();

    /** @param names for what errors say */
    HubParts(TensorNames names) {
        this.names = names;
    }

    void add(HubTensor tensor) {
        parts.computeIfAbsent(tensor.list(), list -> new TreeMap<>())
                .computeIfAbsent(tensor.place(), place -> new HashSet<>()).add(tensor.part());
    }

    SortedSet<String> places(String list) {
        return new TreeSet<>(at(list).keySet());
    }

    /** That every place of the list has the part, or that none has. */
    void require(String list, String part, boolean wanted) {
        requireAny(list, wanted || !at(list).isEmpty());
        at(list).forEach((place, present) -> require(place + "." + list + "." + part, present.contains(part), wanted));
    }

    /** That every place of the list has a part that ends so, or that none has. */
    void requireEnding(String list, String ending, boolean wanted) {
        requireAny(list, wanted || !at(list).isEmpty());
        at(list).forEach((place, present) -> require(place + "." + list + ending,
                present.stream().anyMatch(part -> part.endsWith(ending)), wanted));
    }

    /** That there is something in the list, or nothing. */
    void requireAny(String list, boolean wanted) {
        require(list, !at(list).isEmpty(), wanted);
    }

    private void require(String tensor, boolean present, boolean wanted) {
        if (present != wanted) {
            throw names.error(present ? ErrorCode.TENSOR_UNKNOWN : ErrorCode.TENSOR_MISSING, tensor, present
                    ? "is in the file, and the configuration asks for none; correct the configuration"
                    : "is not in the file, the configuration asks for it; save the adapter again");
        }
    }

    private SortedMap<String, Set<String>> at(String list) {
        return parts.getOrDefault(list, new TreeMap<>());
    }
}
