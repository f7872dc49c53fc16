package dev.shaker.db;

import java.util.Optional;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;

/** The counts of a sweep's members as one array: for each pair i before j three numbers, -1 where they cannot be compared. */
final class SweepMatrix {
    private static final int COUNTS = 3;

    private SweepMatrix() {
    }

    static long[] write(FsdMatrix matrix) {
        int members = matrix.size();
        long[] counts = new long[COUNTS * members * (members - 1) / 2];
        int at = 0;
        for (int i = 0; i < members; i++) {
            for (int j = i + 1; j < members; j++) {
                Optional<PairConflicts> pair = matrix.pair(i, j);
                counts[at++] = pair.map(PairConflicts::conflicts).orElse(-1L);
                counts[at++] = pair.map(PairConflicts::bothNonZero).orElse(-1L);
                counts[at++] = pair.map(PairConflicts::total).orElse(-1L);
            }
        }
        return counts;
    }

    static FsdMatrix read(String[] domains, String[] adapters, long[] counts) {
        FsdMatrix.Builder matrix = FsdMatrix.builder();
        for (int i = 0; i < domains.length; i++) {
            matrix.add(new DomainName(domains[i]), new AdapterId(adapters[i]));
        }
        int at = 0;
        for (int i = 0; i < domains.length; i++) {
            for (int j = i + 1; j < domains.length; j++) {
                if (counts[at] >= 0) {
                    matrix.pair(new DomainName(domains[i]), new DomainName(domains[j]),
                            PairConflicts.sums(counts[at], counts[at + 1], counts[at + 2]));
                }
                at += COUNTS;
            }
        }
        return matrix.build();
    }
}
