package dev.shaker.guided;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.shaker.evaluation.sweep.Subsets;
import dev.shaker.identity.DomainName;

/**
 * What a search is to find, and at what price.
 *
 * @param candidates whose adapters may be mixed; the targets are among them
 * @param targets whose rows and heads judge
 * @param least members of the smallest subsets looked at
 * @param most members of the largest
 * @param pinned in every subset
 * @param excluded in none
 * @param budget row evaluations on search rows, confirmation not counted
 * @param confidence of the bounds that finalists are dropped by
 * @param tolerance rivals that can be better by no more than this share end a race
 * @param seed equal questions with equal results find the same by the same way
 */
public record Question(List<DomainName> candidates, List<TargetRows> targets, Objective objective, int least, int most,
        Set<DomainName> pinned, Set<DomainName> excluded, long budget, double confidence, double tolerance,
        long seed) {
    public static final double CONFIDENCE = 0.95;
    public static final double TOLERANCE = 0.01;

    public Question {
        candidates = List.copyOf(candidates);
        targets = List.copyOf(targets);
        pinned = Set.copyOf(pinned);
        excluded = Set.copyOf(excluded);
        Set<DomainName> needed = new HashSet<>(pinned);
        targets.forEach(target -> needed.add(target.domain()));
        for (DomainName domain : needed) {
            if (!candidates.contains(domain) || excluded.contains(domain)) {
                throw GuidedErrors.invalid("domain '" + domain
                        + "' is a target or pinned, but excluded or no candidate: name it a candidate");
            }
        }
        if (targets.isEmpty() || new HashSet<>(candidates).size() < candidates.size()) {
            throw GuidedErrors.invalid("a search needs at least one target, and each candidate once");
        }
        if (least < 1 || most < least) {
            throw GuidedErrors.invalid("no subset has " + least + " to " + most + " members");
        }
    }

    /** The best of each size for one target, with what is usual otherwise. */
    public static Question best(List<DomainName> candidates, TargetRows target, int least, int most, long budget,
            long seed) {
        return new Question(candidates, List.of(target), new Objective.Best(), least, most, Set.of(), Set.of(), budget,
                CONFIDENCE, TOLERANCE, seed);
    }

    /** The same with other candidates, none of them excluded, and what is left of the budget. */
    Question among(List<DomainName> others, long left) {
        if (others.size() > Subsets.MOST_MEMBERS) {
            throw GuidedErrors.invalid(others.size() + " candidates are left to search among, " + Subsets.MOST_MEMBERS
                    + " at most: pin or exclude some");
        }
        return new Question(others, targets, objective, least, Math.min(most, others.size()), pinned, Set.of(), left,
                confidence, tolerance, seed);
    }
}
