package dev.shaker.mixture.spec;

import java.util.OptionalInt;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What the factors of a mixture of LoRA look like, whatever method made them: servers load adapters up to a rank, and many read
 * neither rank nor scale by module.
 *
 * @param rank of every module, at most: the nearest update of that rank is taken, and what is lost is reported; empty for the
 *        method's own. {@code svd} and {@code lora-lego} have a rank of their own instead
 * @param uniform one rank and the scale 1 at every module: lower ranks are filled up with zeros, scales folded into B
 */
public record Output(OptionalInt rank, boolean uniform) {
    /** As the method leaves them. */
    public static final Output OWN = new Output(OptionalInt.empty(), false);

    /** @throws dev.shaker.error.ShakerException {@code MIXTURE_REQUEST_INVALID} */
    public Output {
        Densities.checkRank(rank);
    }

    static Output read(Fields merge, Merging merging) {
        boolean own = merging instanceof Merging.Svd || merging instanceof Merging.LoraLego;
        return new Output(own ? OptionalInt.empty() : MergingJson.rank(merge), merge.flag("uniform", false));
    }

    /** Beside the method's parameters, and only what was asked for. */
    public void write(ObjectNode merge) {
        rank.ifPresent(most -> merge.put("rank", most));
        if (uniform) {
            merge.put("uniform", true);
        }
    }
}
