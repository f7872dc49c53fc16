package dev.shaker.mixture.select;

import java.util.List;
import java.util.Optional;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.Ratio;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;

/**
 * The members a strategy chose, and why.
 *
 * @param members sorted by adapter id, the order every sum runs in
 * @param order the same members as they were chosen, first choice first
 * @param pairs exact counts among the members, in their order
 * @param meanPairwise mean FSD over all pairs of members, empty for one member
 */
public record Selected(List<Choice> members, List<Choice> order, FsdMatrix pairs, Optional<Ratio> meanPairwise) {
    public Selected {
        members = List.copyOf(members);
        order = List.copyOf(order);
    }

    /**
     * One chosen adapter.
     *
     * @param averageIncludingSelf avg_i over all candidates, divided by k (Alg. 1)
     * @param averageOfOthers the same divided by k - 1, empty where nothing is comparable
     * @param similarity cosine to the targets, for strategy similarity
     */
    public record Choice(FsdMatrix.Entry entry, Ratio averageIncludingSelf,
            Optional<Ratio> averageOfOthers, Optional<Double> similarity) {
        public DomainName domain() {
            return entry.domain();
        }

        public AdapterId adapterId() {
            return entry.adapterId();
        }
    }

    public List<DomainName> domains() {
        return members.stream().map(Choice::domain).toList();
    }
}
