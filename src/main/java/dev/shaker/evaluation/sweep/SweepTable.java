package dev.shaker.evaluation.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.DomainName;

/** Results of a sweep at one sparsity: how many rows each subset gets right on each of its evaluated members. */
public final class SweepTable {
    private final List<DomainName> domains;
    private final List<Score> scores;
    private final Map<Cell, Score> byCell = new HashMap<>();

    private record Cell(long subset, int domain) {}

    /**
     * @param subset mask over the domains
     * @param domain index of the domain that was evaluated, a member of the subset
     * @param attacked rows right under the sweep's attack, null where there was none
     */
    public record Score(long subset, int domain, int correct, int total, @Nullable Integer attacked) {
        /** Without an attack. */
        public Score(long subset, int domain, int correct, int total) {
            this(subset, domain, correct, total, null);
        }

        public double accuracy() {
            return (double) correct / total;
        }

        public int size() {
            return Long.bitCount(subset);
        }
    }

    /** @param scores of distinct cells, in any order */
    public SweepTable(List<DomainName> domains, List<Score> scores) {
        this.domains = List.copyOf(domains);
        List<Score> counted = new ArrayList<>(scores.size());
        for (Score score : scores) {
            if (score.total() > 0) {
                counted.add(score);
                if (byCell.put(new Cell(score.subset(), score.domain()), score) != null) {
                    throw new IllegalArgumentException(
                            "two scores of subset " + score.subset() + " on " + domains.get(score.domain()));
                }
            }
        }
        this.scores = List.copyOf(counted);
    }

    /** Bit i of a mask is the i-th of these. */
    public List<DomainName> domains() {
        return domains;
    }

    public List<Score> scores() {
        return scores;
    }

    public boolean isEmpty() {
        return scores.isEmpty();
    }

    public OptionalDouble accuracy(long subset, int domain) {
        Score score = byCell.get(new Cell(subset, domain));
        return score == null ? OptionalDouble.empty() : OptionalDouble.of(score.accuracy());
    }

    /** The same subsets on the same rows under the sweep's attack; empty where there was none. */
    public SweepTable underAttack() {
        List<Score> attacked = new ArrayList<>();
        for (Score score : scores) {
            Integer correct = score.attacked();
            if (correct != null) {
                attacked.add(new Score(score.subset(), score.domain(), correct, score.total()));
            }
        }
        return new SweepTable(domains, attacked);
    }

    /** The domain's own adapter on its rows. */
    public OptionalDouble alone(int domain) {
        return accuracy(1L << domain, domain);
    }

    /** The names of a mask's members, in the order of the domains. */
    public List<DomainName> names(long subset) {
        return Subsets.of(domains, subset);
    }
}
