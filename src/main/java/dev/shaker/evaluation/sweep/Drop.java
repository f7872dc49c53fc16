package dev.shaker.evaluation.sweep;

/**
 * What a target loses in mixtures of one size (Table 1 of the paper, where the size is that of the space).
 *
 * @param domain index of the target
 * @param mixed mean accuracy over the subsets
 * @param drop alone - mixed
 */
public record Drop(int domain, int size, double alone, double mixed, double drop) {}
