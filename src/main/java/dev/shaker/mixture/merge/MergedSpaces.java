package dev.shaker.mixture.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.Tensors;
import dev.shaker.mixture.spec.Merging;

/** The members merged in a space that they share, when the first tensor is asked for: that takes the bases of all modules. */
final class MergedSpaces {
    private static final String MATRIX = ".matrix";

    private final Merging inner;
    private final List<BodyPart> parts;
    private final SortedMap<String, LoraModule> modules;
    private final Opening opening;
    private @Nullable Opened opened;

    /** Finds the space of one module. */
    interface Opening {
        SharedSpace of(LoraModule module, List<BodyPart> parts);
    }

    /**
     * One member as its matrices in the spaces of all modules.
     *
     * @param spaces by name of the layer
     */
    private record SpaceTensors(List<AdapterLayer> layers, Map<String, SharedSpace> spaces,
            int member) implements Tensors {
        @Override
        public float[] read(AdapterLayer layer) {
            SharedSpace space = spaces.get(layer.name());
            if (space == null) {
                throw new IllegalArgumentException("no tensor '" + layer.name() + "'");
            }
            return space.matrix(member);
        }
    }

    private record Opened(Map<String, SharedSpace> spaces, Tensors merged) {}

    MergedSpaces(Merging inner, List<BodyPart> parts, SortedMap<String, LoraModule> modules, Opening opening) {
        this.inner = inner;
        this.parts = parts;
        this.modules = modules;
        this.opening = opening;
    }

    LowRank.Factors factors(LoraModule module, int rank) {
        Opened all = open();
        AdapterLayer layer = all.merged().layer(module.name() + MATRIX);
        SharedSpace space = all.spaces().get(layer.name());
        if (space == null) {
            throw new IllegalArgumentException("no module '" + module.name() + "'");
        }
        return space.back(all.merged().read(layer), rank);
    }

    private synchronized Opened open() {
        if (opened == null) {
            Map<String, SharedSpace> spaces = new HashMap<>();
            List<AdapterLayer> layers = new ArrayList<>();
            modules.forEach((name, module) -> {
                SharedSpace space = opening.of(module, parts);
                spaces.put(name + MATRIX, space);
                layers.add(new AdapterLayer(name + MATRIX, space.shape(), ""));
            });
            List<BodyPart> inside = new ArrayList<>();
            for (int member = 0; member < parts.size(); member++) {
                inside.add(parts.get(member).with(new SpaceTensors(layers, spaces, member)));
            }
            opened = new Opened(spaces, Merger.tensors(inner, inside, LoraScales.NONE));
        }
        return opened;
    }
}
