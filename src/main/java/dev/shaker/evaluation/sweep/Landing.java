package dev.shaker.evaluation.sweep;

/**
 * Where the choice of a selection strategy lies among all subsets of its size (Fig. 7).
 *
 * @param strategy {@code greedy}, {@code paper} …
 * @param domain index of the target
 * @param above share of the subsets of that size with the target that are less accurate, equal ones counted half: 1 is best
 */
public record Landing(String strategy, int domain, int size, long subset, double accuracy, double above) {}
