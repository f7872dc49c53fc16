package dev.shaker.mixture;

/** A whole request: whom to mix, what to drop, how to combine. */
public record MixtureSpec(Selection selection, Pruning pruning, Merging merging) {}
