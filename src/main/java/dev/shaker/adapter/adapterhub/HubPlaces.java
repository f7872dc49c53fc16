package dev.shaker.adapter.adapterhub;

import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.shaker.adapter.format.ConfigReader;
import dev.shaker.adapter.format.TensorNames;
import dev.shaker.error.ErrorCode;

/**
 * The places of bottlenecks in the layers of any family. What they are called differs, how many a layer has the flags tell: the library
 * would leave at random what it does not find in the file.
 */
final class HubPlaces {
    private final ConfigReader config;
    private final TensorNames names;
    private final SortedSet<String> places = new TreeSet<>();

    /**
     * @param config of the bottlenecks
     * @param names for what errors say
     */
    HubPlaces(ConfigReader config, TensorNames names) {
        this.config = config;
        this.names = names;
    }

    void add(String place) {
        places.add(place);
    }

    SortedSet<String> all() {
        return places;
    }

    /** @throws dev.shaker.error.ShakerException {@code TENSOR_MISSING}, {@code TENSOR_UNKNOWN} */
    void check() {
        if (places.isEmpty()) {
            throw names.error(ErrorCode.TENSOR_MISSING, "adapter_down", "stands nowhere in the file; save it again");
        }
        int wanted = (config.flag("mh_adapter", false) ? 1 : 0) + (config.flag("output_adapter", true) ? 1 : 0);
        int crossed = config.flag("cross_adapter", false) ? 1 : 0;
        SortedMap<String, Integer> counts = new TreeMap<>();
        var layers = new HubLayers();
        for (String place : places) {
            String[] layer = parse(place);
            layers.add(layer[0], Integer.parseInt(layer[1]));
            counts.merge(layer[0] + "." + layer[1], 1, Integer::sum);
        }
        counts.forEach((layer, count) -> {
            if (count != wanted && count != wanted + crossed) {
                throw names.error(count < wanted ? ErrorCode.TENSOR_MISSING : ErrorCode.TENSOR_UNKNOWN, layer, "has "
                        + count + " bottlenecks, the configuration asks for " + wanted
                        + (crossed > 0 ? " and one more behind the cross-attention" : "")
                        + "; save the adapter again");
            }
        });
        layers.requireWhole(names, AdapterHubLora.leaveOut(config));
    }

    /** How many lists of layers there are. */
    int stacks() {
        return (int) places.stream().map(place -> parse(place)[0]).distinct().count();
    }

    /** Number of the place's layer in its stack. */
    int layer(String place) {
        return Integer.parseInt(parse(place)[1]);
    }

    /** Stack and number of the layer. */
    private String[] parse(String place) {
        String[] parts = place.split("\\.", -1);
        StringBuilder stack = new StringBuilder();
        for (String part : parts) {
            if (part.matches("[0-9]{1,4}")) {
                return new String[]{ stack.toString(), part };
            }
            stack.append(stack.isEmpty() ? "" : ".").append(part);
        }
        throw names.error(ErrorCode.TENSOR_UNKNOWN, place, "is in no layer, where bottlenecks are expected");
    }
}
