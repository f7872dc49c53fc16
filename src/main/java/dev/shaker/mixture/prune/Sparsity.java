package dev.shaker.mixture.prune;

/**
 * What pruning did to one layer of one member, or to all of them: with ties at the threshold fewer are dropped than were
 * asked for.
 *
 * @param dropped weights set to zero
 * @param elements weights in all, those of layers that were not pruned included in a total
 */
public record Sparsity(long dropped, long elements) {
    public static final Sparsity NONE = new Sparsity(0, 0);

    public Sparsity plus(Sparsity other) {
        return new Sparsity(dropped + other.dropped, elements + other.elements);
    }

    /** dropped / elements, 0 of nothing. */
    public double achieved() {
        return elements == 0 ? 0 : (double) dropped / elements;
    }
}
