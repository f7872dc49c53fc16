package dev.shaker.pipeline.guided;

import java.util.List;
import java.util.Optional;

import dev.shaker.guided.Priors;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;

/**
 * What a search is fixed to: what is registered later, or told otherwise, changes nothing of it.
 *
 * @param candidates whose adapters are mixed, by domain
 * @param targets that judge, each of them a candidate
 * @param generation of the space
 * @param budget row evaluations on search rows
 * @param least members of the smallest subsets
 * @param most members of the largest
 * @param fsd of the candidates, in their order
 * @param similarity the same from texts, where there are so many candidates that it counts
 */
public record SearchPlan(List<Candidate> candidates, List<Target> targets, long generation, long budget, int least,
        int most, Priors fsd, Optional<Priors> similarity) {
    public SearchPlan {
        candidates = List.copyOf(candidates);
        targets = List.copyOf(targets);
    }

    /** An adapter and the domain it stands for. */
    public record Candidate(DomainName domain, AdapterId adapterId) {}

    /**
     * @param candidate its place among the candidates
     * @param weight in the mean over several targets
     * @param input what its numbers rest on beside the members: the id of its evaluation alone
     * @param classes outputs of its head
     * @param labels of the rows of its test split that can be read, in the order of the file
     */
    public record Target(int candidate, double weight, EvaluationId input, int classes, int[] labels) {}

    public List<DomainName> domains() {
        return candidates.stream().map(Candidate::domain).toList();
    }

    /** The candidate that a target is. */
    public Candidate of(Target target) {
        return candidates.get(target.candidate());
    }
}
