package dev.shaker.mixture.prune;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.mixture.spec.Pruning;

/** By scores that a layer has whatever becomes of the others; read as often as by magnitude. */
final class ScoreCut implements Cut {
    private final Unpruned member;
    private final Pruning pruning;
    private final Scores scores;
    /** Null until the first is wanted: of a member that nobody reads nothing is read. */
    private @Nullable Map<String, Double> thresholds;

    ScoreCut(Unpruned member, Pruning pruning, Scores scores) {
        this.member = member;
        this.pruning = pruning;
        this.scores = scores;
    }

    @Override
    public long apply(AdapterLayer layer, float[] values) {
        if (!member.isPruned(layer, pruning)) {
            return 0;
        }
        double[] ranked = scores.of(layer, values);
        double threshold = pruning.scope() == Pruning.Scope.LAYER
                ? Pruner.threshold(List.of(ranked), pruning)
                : thresholds().getOrDefault(layer.name(), 0.0);
        long dropped = 0;
        for (int i = 0; i < values.length; i++) {
            if (ranked[i] < threshold) {
                values[i] = 0;
                dropped++;
            }
        }
        return dropped;
    }

    private synchronized Map<String, Double> thresholds() {
        Map<String, Double> known = thresholds;
        if (known != null) {
            return known;
        }
        Map<String, Double> found = new HashMap<>();
        for (List<AdapterLayer> group : member.groups(member.body().layers(), pruning)) {
            List<double[]> ranked = new ArrayList<>();
            group.forEach(layer -> ranked.add(scores.of(layer, member.body().read(layer))));
            double threshold = Pruner.threshold(ranked, pruning);
            group.forEach(layer -> found.put(layer.name(), threshold));
        }
        thresholds = found;
        return found;
    }
}
