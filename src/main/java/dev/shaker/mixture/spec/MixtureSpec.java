package dev.shaker.mixture.spec;

/** A whole request: whom to mix, what to drop, how to combine, and what becomes of the heads. */
public record MixtureSpec(Selection selection, Pruning pruning, Merging merging, HeadMode heads) {
    /** With every domain's own head. */
    public MixtureSpec(Selection selection, Pruning pruning, Merging merging) {
        this(selection, pruning, merging, HeadMode.OWN);
    }
}
