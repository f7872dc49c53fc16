package dev.shaker.mixture.merge;

import java.util.List;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.spec.MixtureErrors;

/** What must hold between members before their tensors may be combined one by one. */
public final class Bodies {
    private Bodies() {
    }

    /** @throws dev.shaker.error.ShakerException {@code MERGE_METHOD_UNSUITABLE} where names or shapes of tensors differ */
    public static void requireSameLayers(String method, List<BodyPart> parts) {
        BodyPart first = parts.get(0);
        for (BodyPart part : parts) {
            requireSameLayers(method, first, part);
        }
    }

    private static void requireSameLayers(String method, BodyPart first, BodyPart part) {
        List<AdapterLayer> mine = first.tensors().layers();
        List<AdapterLayer> theirs = part.tensors().layers();
        for (int i = 0; i < Math.max(mine.size(), theirs.size()); i++) {
            boolean missing = i >= mine.size() || i >= theirs.size()
                    || !mine.get(i).name().equals(theirs.get(i).name());
            if (missing || !mine.get(i).shape().equals(theirs.get(i).shape())) {
                String name = i < mine.size() ? mine.get(i).name() : theirs.get(i).name();
                throw MixtureErrors.unsuitable(method, "adapters of '" + first.domain() + "' and '" + part.domain()
                        + "' differ in tensor " + name + (missing
                                ? ""
                                : ", which has shape " + mine.get(i).shape()
                                        + " and " + theirs.get(i).shape())
                        + "; for LoRA adapters of different ranks or targets use 'concat' or 'svd'")
                        .with("tensor", name);
            }
        }
    }

    /** The member's own layer of that name. */
    public static float[] read(Tensors tensors, AdapterLayer layer) {
        return tensors.read(tensors.layer(layer.name()));
    }
}
