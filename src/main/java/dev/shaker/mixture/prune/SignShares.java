package dev.shaker.mixture.prune;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.mixture.spec.MixtureErrors;
import dev.shaker.mixture.spec.PruneScore;

/**
 * Consensus scores of the members of one mixture: |w| times the share of members, this one among them, whose weight at the same
 * place has the same sign. A 0 agrees with nobody. Counts of a layer, two integers a weight, are kept until each member has asked
 * for them: whoever reads the members layer by layer has few at a time and reads each member once more.
 */
final class SignShares implements Scores {
    private final List<Unpruned> members;
    private final Map<String, Counts> counts = new HashMap<>();
    private final Map<String, Integer> asked = new HashMap<>();

    private record Counts(int[] positive, int[] negative) {}

    /**
     * @param members at least two
     * @throws dev.shaker.error.ShakerException {@code MERGE_METHOD_UNSUITABLE} where names or shapes of tensors differ
     */
    SignShares(List<Unpruned> members) {
        this.members = List.copyOf(members);
        members.forEach(member -> requireAlike(members.getFirst(), member));
    }

    @Override
    public double[] of(AdapterLayer layer, float[] values) {
        Counts signs = counts(layer.name(), values.length);
        double[] scores = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int agreeing = values[i] > 0 ? signs.positive()[i] : signs.negative()[i];
            scores[i] = values[i] == 0 ? 0 : Math.abs((double) values[i]) * agreeing / members.size();
        }
        return scores;
    }

    private synchronized Counts counts(String layer, int n) {
        Counts known = counts.get(layer);
        if (known != null) {
            if (asked.merge(layer, 1, Integer::sum) == members.size()) {
                counts.remove(layer);
            }
            return known;
        }
        Counts fresh = new Counts(new int[n], new int[n]);
        for (Unpruned member : members) {
            float[] values = member.body().read(member.body().layer(layer));
            for (int i = 0; i < n; i++) {
                if (values[i] > 0) {
                    fresh.positive()[i]++;
                } else if (values[i] < 0) {
                    fresh.negative()[i]++;
                }
            }
        }
        counts.put(layer, fresh);
        asked.put(layer, 1);
        return fresh;
    }

    private static void requireAlike(Unpruned first, Unpruned other) {
        List<AdapterLayer> mine = first.body().layers();
        List<AdapterLayer> theirs = other.body().layers();
        Optional<String> differing = Optional.empty();
        for (int i = Math.max(mine.size(), theirs.size()) - 1; i >= 0; i--) {
            if (i >= mine.size() || i >= theirs.size() || !mine.get(i).name().equals(theirs.get(i).name())
                    || !mine.get(i).shape().equals(theirs.get(i).shape())) {
                differing = Optional.of(i < mine.size() ? mine.get(i).name() : theirs.get(i).name());
            }
        }
        differing.ifPresent(tensor -> {
            throw MixtureErrors.unprunable(new PruneScore.Consensus(), "adapters of '"
                    + first.domain() + "' and '" + other.domain() + "' differ in tensor " + tensor
                    + ", and signs are compared place by place; mix adapters of one shape, or use 'magnitude'")
                    .with("tensor", tensor);
        });
    }
}
