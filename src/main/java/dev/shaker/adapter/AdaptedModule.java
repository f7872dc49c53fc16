package dev.shaker.adapter;

import java.util.Optional;
import java.util.Set;

/**
 * A linear layer of an encoder that LoRA may update.
 *
 * @param layer number of the encoder's layer, from 0
 * @param kind one of {@link #KINDS}
 */
public record AdaptedModule(int layer, String kind) implements Comparable<AdaptedModule> {
    /** Module kinds by normalised name. */
    public static final Set<String> KINDS = Set.of("attention.self.query", "attention.self.key", "attention.self.value",
            "attention.output.dense", "intermediate.dense", "output.dense");

    /** {@code encoder.layer.0.attention.self.query}. */
    public String name() {
        return "encoder.layer." + layer + "." + kind;
    }

    @Override
    public int compareTo(AdaptedModule other) {
        int byLayer = Integer.compare(layer, other.layer);
        return byLayer != 0 ? byLayer : kind.compareTo(other.kind);
    }

    /** Parses {@code encoder.layer.0.attention.self.query}; empty for any other module. */
    public static Optional<AdaptedModule> parse(String name) {
        int layer = EncoderLayer.number(name);
        String kind = layer < 0 ? "" : EncoderLayer.rest(name);
        return KINDS.contains(kind) ? Optional.of(new AdaptedModule(layer, kind)) : Optional.empty();
    }
}
