package dev.shaker.mixture.prune;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.mixture.spec.PruneScore;
import dev.shaker.mixture.spec.Pruning;

/**
 * By synaptic flow. A module's masks are found together, because the scores of one of its tensors depend on the others; for the
 * whole adapter all modules' are, once, in the memory of its weights and their scores.
 */
final class SynFlowCut implements Cut {
    /** Layers are read in the order of their names, a few at a time. */
    private static final int KEPT_MODULES = 4;

    private final Unpruned member;
    private final Pruning pruning;
    private final PruneScore.SynFlow score;
    private final Map<String, List<AdapterLayer>> modules = new TreeMap<>();
    private final Map<String, Map<String, BitSet>> masks = new LinkedHashMap<>();

    SynFlowCut(Unpruned member, Pruning pruning, PruneScore.SynFlow score) {
        this.member = member;
        this.pruning = pruning;
        this.score = score;
        for (AdapterLayer layer : member.body().layers()) {
            modules.computeIfAbsent(Blocks.of(layer.name()), _ -> new ArrayList<>()).add(layer);
        }
    }

    @Override
    public long apply(AdapterLayer layer, float[] values) {
        if (!member.isPruned(layer, pruning)) {
            return 0;
        }
        BitSet dropped = masks(layer).getOrDefault(layer.name(), new BitSet());
        dropped.stream().forEach(i -> values[i] = 0);
        return dropped.cardinality();
    }

    private synchronized Map<String, BitSet> masks(AdapterLayer layer) {
        boolean global = pruning.scope() == Pruning.Scope.GLOBAL;
        String unit = global ? "" : Blocks.of(layer.name());
        Map<String, BitSet> known = masks.get(unit);
        if (known != null) {
            return known;
        }
        Map<String, BitSet> fresh = masks(global ? List.copyOf(modules.keySet()) : List.of(unit));
        if (masks.size() >= KEPT_MODULES) {
            masks.remove(masks.keySet().iterator().next());
        }
        masks.put(unit, fresh);
        return fresh;
    }

    private Map<String, BitSet> masks(List<String> names) {
        List<SynFlowModule> open = new ArrayList<>();
        for (String name : names) {
            open.add(new SynFlowModule(member, name, modules.getOrDefault(name, List.of())));
        }
        for (int round = 1; round <= score.rounds(); round++) {
            round(open, round);
        }
        Map<String, BitSet> all = new HashMap<>();
        open.forEach(module -> module.masks().forEach(mask -> all.put(mask.getKey(), mask.getValue())));
        return all;
    }

    /** A tensor of a module with the scores of this round. */
    private record Ranked(SynFlowModule module, ModulePart part, double[] scores) {}

    private void round(List<SynFlowModule> open, int round) {
        Map<String, Ranked> ranked = new HashMap<>();
        List<AdapterLayer> layers = new ArrayList<>();
        for (SynFlowModule module : open) {
            Map<ModulePart, double[]> scores = module.scores();
            for (AdapterLayer layer : module.layers()) {
                ModulePart part = ModulePart.of(layer.name()).orElseThrow();
                ranked.put(layer.name(), new Ranked(module, part, scores.getOrDefault(part, new double[0])));
                layers.add(layer);
            }
        }
        for (List<AdapterLayer> group : member.groups(layers, pruning)) {
            List<Ranked> together = new ArrayList<>();
            group.forEach(layer -> together.add(Objects.requireNonNull(ranked.get(layer.name()))));
            if (round == 1) {
                requireFlow(together);
            }
            List<double[]> scores = together.stream().map(Ranked::scores).toList();
            double threshold = Pruner.threshold(scores, dropped(elements(scores), round));
            together.forEach(tensor -> tensor.module().cut(tensor.part(), tensor.scores(), threshold));
        }
    }

    /** How many of n are gone after a round: the density falls by one factor each round. */
    private long dropped(long n, int round) {
        if (round == score.rounds()) {
            return pruning.dropped(n);
        }
        double density = StrictMath.pow(1 - pruning.sparsity().doubleValue(), (double) round / score.rounds());
        return (long) Math.floor((1 - density) * n);
    }

    private static long elements(List<double[]> scores) {
        long n = 0;
        for (double[] values : scores) {
            n += values.length;
        }
        return n;
    }

    /** Where every path is interrupted all weights have score 0, and there is nothing to choose between them. */
    private void requireFlow(List<Ranked> together) {
        boolean alive = false;
        for (Ranked tensor : together) {
            for (double value : tensor.scores()) {
                if (value > 0) {
                    return;
                }
            }
            alive |= tensor.module().isAlive(tensor.part());
        }
        if (alive) {
            String module = together.getFirst().module().name();
            throw MixtureErrors.unprunable(score, "all scores in module " + module + " of the adapter of '"
                    + member.domain() + "' are 0, because one of its matrices is (B of a LoRA that was never trained):"
                    + " train it, or use 'magnitude'").with("module", module);
        }
    }
}
