package dev.shaker.mixture.select;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdView;
import dev.shaker.mixture.spec.MixtureErrors;

/** AdapterSoup's choice by text (Chronopoulou et al., EACL 2023): mean cosine of a domain's embedding to the targets'. */
final class SimilaritySelection {
    private SimilaritySelection() {
    }

    static List<Integer> nearest(Candidates candidates, int size, Embeddings embeddings) {
        List<Double> scores = scores(candidates, embeddings);
        List<Integer> free = new ArrayList<>(candidates.free());
        free.sort(Comparator.comparing((Integer i) -> scores.get(i)).reversed().thenComparing(candidates.byId()));
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
                sum += cosine(embedding, all.get(target));
            }
            scores.add(sum / candidates.pinned().size());
        }
        return scores;
    }

    static double cosine(float[] a, float[] b) {
        if (a.length != b.length) {
            throw MixtureErrors.invalid("select.strategy", "strategy 'similarity': embeddings of length " + a.length
                    + " and " + b.length + " in one space; compute them with one model");
        }
        double dot = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            squareA += (double) a[i] * a[i];
            squareB += (double) b[i] * b[i];
        }
        return squareA == 0 || squareB == 0 ? 0 : dot / Math.sqrt(squareA * squareB);
    }
}
