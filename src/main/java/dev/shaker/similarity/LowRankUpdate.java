package dev.shaker.similarity;

import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.Tensors;

/**
 * A LoRA adapter as what it adds to the weights: {@code scale B A} at every module.
 *
 * @param name for people: its domain
 * @param body A [r,in] and B [out,r] of every module
 */
public record LowRankUpdate(String name, LoraConfig config, Tensors body) {
    private static final String A = ".lora_A";
    private static final String B = ".lora_B";

    /** Factors of a module that is not read yet. */
    record Place(AdapterLayer a, AdapterLayer b) {
        int in() {
            return a.shape().dimension(1);
        }

        int out() {
            return b.shape().dimension(0);
        }
    }

    /** By normalised module name. */
    SortedMap<String, Place> modules() {
        SortedMap<String, AdapterLayer> rights = new TreeMap<>();
        body.layers().stream().filter(layer -> layer.name().endsWith(B)).forEach(
                layer -> rights.put(layer.name().substring(0, layer.name().length() - B.length()), layer));
        SortedMap<String, Place> modules = new TreeMap<>();
        for (AdapterLayer layer : body.layers()) {
            if (layer.name().endsWith(A)) {
                String module = layer.name().substring(0, layer.name().length() - A.length());
                AdapterLayer b = rights.get(module);
                if (b != null) {
                    modules.put(module, new Place(layer, b));
                }
            }
        }
        return modules;
    }

    Factors read(String module, Place place) {
        return new Factors(body.read(place.a()), body.read(place.b()), place.a().shape().dimension(0), place.in(),
                place.out(), config.scale(module));
    }
}
