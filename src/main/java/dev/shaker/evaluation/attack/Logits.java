package dev.shaker.evaluation.attack;

import dev.shaker.evaluation.RowScores;

/** What logits and vectors say. */
final class Logits {
    /**
     * By how much a logit must exceed the true class's to count as a flip: which rows share a batch moves logits by rounding,
     * and a flip must hold in any batch.
     */
    private static final float MARGIN = 1e-4f;

    private Logits() {
    }

    /** The first of the highest. */
    static int highest(float[] logits) {
        return RowScores.highest(logits, 0, logits.length);
    }

    static boolean flipped(float[] logits, int label) {
        return logits[highest(logits)] > logits[label] + MARGIN;
    }

    /** The softmax probability of a class. */
    static double probability(float[] logits, int label) {
        double top = logits[highest(logits)];
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - top);
        }
        return Math.exp(logits[label] - top) / sum;
    }

    /** 0 where one of the vectors is 0. */
    static double cosine(float[] a, float[] b) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squareA += (double) a[i] * a[i];
            squareB += (double) b[i] * b[i];
        }
        double norm = Math.sqrt(squareA) * Math.sqrt(squareB);
        return norm == 0 ? 0 : product / norm;
    }
}
