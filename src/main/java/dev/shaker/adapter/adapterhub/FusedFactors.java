package dev.shaker.adapter.adapterhub;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.tensor.TensorShape;
import dev.shaker.tensor.TensorType;

/**
 * LoRA of a weight that query, key and value share, as a module for each that is updated ({@code h.0.attn.c_attn.q}): stored are A
 * [n r, in] and B [n out/3, r] with those of the n parts below each other. Parts of one weight have equal shapes.
 *
 * @param plain all other tensors
 * @param stored the shared ones
 * @param kinds which parts they hold
 */
record FusedFactors(Tensors plain, Tensors stored, List<String> kinds) implements Tensors {
    /** The parts of a shared weight in the order of its rows. */
    static final List<String> ORDER = List.of("q", "k", "v");

    FusedFactors {
        kinds = ORDER.stream().filter(kinds::contains).toList();
    }

    @Override
    public List<AdapterLayer> layers() {
        List<AdapterLayer> layers = new ArrayList<>(plain.layers());
        for (AdapterLayer shared : stored.layers()) {
            for (String kind : kinds) {
                layers.add(new AdapterLayer(part(shared.name(), kind),
                        TensorShape.of(shared.shape().dimension(0) / kinds.size(), shared.shape().dimension(1)),
                        shared.storedName()));
            }
        }
        layers.sort(Comparator.comparing(AdapterLayer::name));
        return layers;
    }

    @Override
    public TensorType type(AdapterLayer layer) {
        return whole(layer.name()).map(whole -> stored.type(stored.layer(whole.name())))
                .orElseGet(() -> plain.type(layer));
    }

    @Override
    public float[] read(AdapterLayer layer) {
        Optional<Part> part = whole(layer.name());
        if (part.isEmpty()) {
            return plain.read(layer);
        }
        float[] all = stored.read(stored.layer(part.get().name()));
        int length = all.length / kinds.size();
        int from = kinds.indexOf(part.get().kind()) * length;
        return Arrays.copyOfRange(all, from, from + length);
    }

    /** Of a part's factor: the name that the shared one has. */
    record Part(String name, String kind) {}

    /** Of {@code h.0.attn.c_attn.q.lora_A}: {@code h.0.attn.c_attn.lora_A} and {@code q}; empty for any other name. */
    static Optional<Part> whole(String name) {
        int factor = name.lastIndexOf('.');
        int kind = factor < 0 ? -1 : name.lastIndexOf('.', factor - 1);
        if (kind < 0) {
            return Optional.empty();
        }
        return module(name.substring(0, factor))
                .map(module -> new Part(module + name.substring(factor), name.substring(kind + 1, factor)));
    }

    /** Of {@code h.0.attn.c_attn.q}: {@code h.0.attn.c_attn}; empty for a module that is no part. */
    static Optional<String> module(String part) {
        int dot = part.lastIndexOf('.');
        if (dot < 0 || !ORDER.contains(part.substring(dot + 1))) {
            return Optional.empty();
        }
        String module = part.substring(0, dot);
        return HubModule.parse(module).filter(found -> found.kind().equals(HubModule.FUSED)).map(found -> module);
    }

    private static String part(String name, String kind) {
        int factor = name.lastIndexOf('.');
        return name.substring(0, factor) + "." + kind + name.substring(factor);
    }
}
