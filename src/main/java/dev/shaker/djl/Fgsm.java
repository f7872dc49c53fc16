package dev.shaker.djl;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;

/**
 * The fast gradient sign method on one encoder with one head (Goodfellow et al. 2015, on word embeddings): two forward passes
 * and a backward pass for a batch, none of which can use a kept prefix, because the attack sits before it.
 */
final class Fgsm {
    /** The engine allows one gradient collector in a process. */
    private static final Object COLLECTOR = new Object();

    private final AdaptedEncoder encoder;
    private final DeviceHead head;
    private final double epsilon;

    Fgsm(AdaptedEncoder encoder, DeviceHead head, double epsilon) {
        this.encoder = encoder;
        this.head = head;
        this.epsilon = epsilon;
    }

    /**
     * Logits of the attacked rows, [B, C] row-major.
     *
     * @param labels of the batch's rows, in its order
     * @param parent of the manager that lives for this call
     */
    float[] logits(TokenBatch tokens, int[] labels, NDManager parent) {
        try (NDManager scope = parent.newSubManager()) {
            Forward forward = new Forward(encoder, tokens, scope);
            NDArray words = forward.words(tokens);
            NDArray step = gradient(forward, tokens, words, labels).sign().muli(epsilon);
            return encoder.base().precision().values(logits(forward, tokens, step.addi(words)));
        }
    }

    /**
     * Derivative of the summed cross-entropy by the word embeddings {@code words}, [B, T, E]: rows do not see each other, so
     * each row's part is its own loss's. It belongs to the manager of {@code words}, which are left without gradient.
     */
    NDArray gradient(Forward forward, TokenBatch tokens, NDArray words, int[] labels) {
        synchronized (COLLECTOR) {
            words.setRequiresGradient(true);
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray loss = loss(logits(forward, tokens, words), labels);
                collector.backward(loss);
                try (NDArray shared = words.getGradient()) {
                    NDArray gradient = shared.duplicate();
                    gradient.attach(words.getManager());
                    return gradient;
                }
            } finally {
                words.setRequiresGradient(false);
            }
        }
    }

    /** Logits [B, C] from word embeddings [B, T, E], which stay as they are. */
    NDArray logits(Forward forward, TokenBatch tokens, NDArray words) {
        NDArray x = forward.embed(tokens, words);
        int last = encoder.layers().size() - 1;
        for (int i = 0; i < last; i++) {
            NDArray next = forward.layer(encoder.layers().get(i), x);
            x.close();
            x = next;
        }
        return head.apply(encoder, forward.lastLayer(encoder.layers().get(last), x));
    }

    private static NDArray loss(NDArray logits, int[] labels) {
        int classes = (int) logits.getShape().get(1);
        float[] picked = new float[labels.length * classes];
        for (int row = 0; row < labels.length; row++) {
            picked[row * classes + labels[row]] = -1;
        }
        NDArray negative = logits.getManager().create(picked, new Shape(labels.length, classes));
        return logits.logSoftmax(-1).mul(negative).sum();
    }
}
