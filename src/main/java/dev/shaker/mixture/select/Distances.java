package dev.shaker.mixture.select;

import java.util.List;
import java.util.OptionalDouble;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.mixture.spec.Measure;
import dev.shaker.similarity.Similarities;
import dev.shaker.similarity.Similarity;

/**
 * Distances of another measure than FSD, as a matrix that every strategy can choose by: a distance in [0, 1] is a count of
 * 2^30ths, so that sums of them are exact and ties are ties.
 */
public final class Distances {
    private static final long UNIT = 1L << 30;

    private Distances() {
    }

    /** @param entries in the order of the similarities */
    public static FsdMatrix of(Measure measure, List<FsdMatrix.Entry> entries, Similarities similarities) {
        FsdMatrix.Builder matrix = FsdMatrix.builder();
        for (int i = 0; i < entries.size(); i++) {
            matrix.add(entries.get(i).domain(), entries.get(i).adapterId());
            for (int j = 0; j < i; j++) {
                long distance = Math.round(UNIT * distance(measure, similarities.pair(i, j)));
                matrix.pair(entries.get(i).domain(), entries.get(j).domain(),
                        PairConflicts.sums(distance, UNIT, UNIT));
            }
        }
        return matrix.build();
    }

    /** Of what does nothing: as of strangers. */
    static double distance(Measure measure, Similarity pair) {
        return switch (measure) {
            case COSINE -> Math.acos(pair.cosine().orElse(0)) / Math.PI;
            case SUBSPACE -> {
                OptionalDouble a = pair.sharedEnergyA();
                OptionalDouble b = pair.sharedEnergyB();
                yield 1 - (a.orElse(0) + b.orElse(0)) / 2;
            }
            case FSD -> throw new IllegalArgumentException("FSD is counted, not made of a similarity");
        };
    }
}
