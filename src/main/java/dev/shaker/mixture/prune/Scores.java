package dev.shaker.mixture.prune;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.mixture.spec.PruneScore;

/** Ranks the weights of a layer, whatever the other layers are pruned to. */
interface Scores {
    /**
     * @param values of the layer, row-major, left as they are
     * @return of each value, at least 0 and finite
     */
    double[] of(AdapterLayer layer, float[] values);

    /** Draws, the same for a seed, an adapter and a layer; others than those of merge methods that drop at random. */
    static Scores random(PruneScore.Random score, String adapterId) {
        return (layer, values) -> {
            Draws draws = new Draws(score.seed(), adapterId, "prune " + layer.name());
            double[] scores = new double[values.length];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = draws.next();
            }
            return scores;
        };
    }
}
