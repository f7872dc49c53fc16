package dev.shaker.mixture.spec;

/** A whole request: whom to mix, what to drop, how to combine, what becomes of the heads, and what the result looks like. */
public record MixtureSpec(Selection selection, Pruning pruning, Merging merging, HeadMode heads, Output output) {
    /** As the method leaves it. */
    public MixtureSpec(Selection selection, Pruning pruning, Merging merging, HeadMode heads) {
        this(selection, pruning, merging, heads, Output.OWN);
    }

    /** With every domain's own head. */
    public MixtureSpec(Selection selection, Pruning pruning, Merging merging) {
        this(selection, pruning, merging, HeadMode.OWN);
    }
}
