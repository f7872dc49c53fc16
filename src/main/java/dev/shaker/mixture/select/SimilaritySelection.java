package dev.shaker.mixture.select;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdRow;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.Ratio;
import dev.shaker.mixture.spec.MixtureErrors;

/** AdapterSoup's choice by text (Chronopoulou et al., EACL 2023): mean cosine of a domain's embedding to the targets'. */
final class SimilaritySelection {
    private SimilaritySelection() {
    }

    static List<Integer> nearest(Candidates candidates, int size, Embeddings embeddings) {
        List<Double> scores = scores(candidates, embeddings);
        return first(candidates, size, Comparator.comparing((Integer i) -> scores.get(i)).reversed());
    }

    /** By the mean distance to the targets that the candidates' view shows; what cannot be compared with one is no candidate. */
    static List<Integer> nearest(Candidates candidates, int size) {
        List<FsdRow> targets = candidates.pinned().stream().map(candidates.matrix()::row).toList();
        Map<Integer, Ratio> sums = new HashMap<>();
        for (int i : candidates.free()) {
            List<Ratio> distances = targets.stream().flatMap(row -> row.fsd(i).stream()).toList();
            if (distances.size() == targets.size()) {
                sums.put(i, Ratio.mean(distances));
            }
        }
        if (sums.size() + targets.size() < size) {
            throw MixtureErrors.invalid("select.size", "only " + sums.size() + " adapters can be compared with the "
                    + "targets; lower the size");
        }
        return first(new Candidates(candidates.matrix(), candidates.pinned(),
                candidates.free().stream().filter(sums::containsKey).toList()), size,
                Comparator.comparing((Integer i) -> sums.getOrDefault(i, Ratio.ZERO)));
    }

    private static List<Integer> first(Candidates candidates, int size, Comparator<Integer> nearest) {
        List<Integer> free = new ArrayList<>(candidates.free());
        free.sort(nearest.thenComparing(candidates.byId()));
        List<Integer> order = new ArrayList<>(candidates.pinned());
        order.addAll(free.subList(0, size - order.size()));
        return order;
    }

    /** By matrix index. */
    static List<Double> scores(Candidates candidates, Embeddings embeddings) {
        FsdView matrix = candidates.matrix();
        List<float[]> all = new ArrayList<>();
        for (FsdMatrix.Entry entry : matrix.entries()) {
            all.add(embeddings.of(entry.domain())
                    .orElseThrow(() -> MixtureErrors.invalid("select.strategy", "strategy 'similarity': domain '"
                            + entry.domain() + "' has no text embedding; give its training text or choose 'greedy'")));
        }
        List<Double> scores = new ArrayList<>();
        for (float[] embedding : all) {
            double sum = 0;
            for (int target : candidates.pinned()) {
                sum += Embeddings.cosine(embedding, all.get(target));
            }
            scores.add(sum / candidates.pinned().size());
        }
        return scores;
    }
}
