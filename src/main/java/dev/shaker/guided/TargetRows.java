package dev.shaker.guided;

import dev.shaker.identity.DomainName;

/**
 * A domain that mixtures are judged by.
 *
 * @param weight in the mean over several targets, positive
 * @param labels of its rows in the order of the file
 * @param classes outputs of its head
 * @param split of its rows
 */
public record TargetRows(DomainName domain, double weight, int[] labels, int classes, RowSplit split) {
    public TargetRows {
        if (!(weight > 0)) {
            throw GuidedErrors.invalid("target '" + domain + "' has the weight " + weight + ": give it a positive one");
        }
        if (labels.length != split.order().size()) {
            throw new IllegalArgumentException(
                    labels.length + " labels of '" + domain + "', " + split.order().size() + " rows");
        }
    }

    /** Labels of the first search rows. */
    Surrogate.Truth truth(int rows) {
        int[] places = split.order().rows(0, rows);
        int[] truth = new int[rows];
        for (int i = 0; i < rows; i++) {
            truth[i] = labels[places[i]];
        }
        return new Surrogate.Truth(truth, classes);
    }
}
