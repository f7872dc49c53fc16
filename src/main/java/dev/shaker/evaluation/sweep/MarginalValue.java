package dev.shaker.evaluation.sweep;

/**
 * What an adapter adds to mixtures it joins, by leaving it out: the mean of accuracy(S) - accuracy(S without it) on the
 * target's rows, over all evaluated S that hold both.
 *
 * @param domain index of the target
 * @param adapter index of the adapter left out
 * @param count pairs of subsets
 */
public record MarginalValue(int domain, int adapter, long count, double mean) {}
