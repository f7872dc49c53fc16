package dev.shaker.evaluation;

import java.util.Optional;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/** What is done to the rows of an evaluation to make the evaluated adapter or mixture err. */
public sealed interface Attack {
    /** Rows as they are. */
    record None() implements Attack {}

    /**
     * The fast gradient sign method with full knowledge of the attacked model: every word embedding x becomes
     * {@code x + epsilon sign(dloss/dx)}, where the loss is the cross-entropy of the row's own label under the attacked
     * adapter or mixture and its head, and x is what the word embedding table gives, before positions, token types and norm.
     *
     * @param epsilon by how much each component moves, above 0; the paper has 0.01
     */
    record Fgsm(double epsilon) implements Attack {
        /** The paper's. */
        public static final double EPSILON = 0.01;

        public Fgsm {
            if (!(epsilon > 0) || epsilon > Float.MAX_VALUE) {
                throw new ShakerException(ErrorCode.REQUEST_INVALID,
                        "FGSM's epsilon is " + epsilon + "; a number above 0 is needed, 0.01 for instance")
                        .with("field", "epsilon");
            }
        }
    }

    /**
     * TextFooler (Jin et al., AAAI 2020), which sees scores only: the words whose deletion costs the true class most are
     * replaced by synonyms of the same part of speech, as long as the sentence stays similar, until the prediction flips.
     *
     * @param similarity least cosine between the embeddings of the text as it is and as changed, 0 to 1
     * @param cosine least cosine between the vectors of a word and its synonym, 0 to 1; without word vectors it means nothing
     * @param candidates most synonyms tried for one word, at least 1
     * @param wordVectors location of a file of word vectors whose neighbours are the synonyms; WordNet's where empty
     * @param encoder location of an encoder whose mean embedding compares sentences; the base model's where empty
     */
    record TextFooler(double similarity, double cosine, int candidates, Optional<String> wordVectors,
            Optional<String> encoder) implements Attack {
        /** The paper's thresholds, and as many candidates as TextFooler's authors take. */
        public static final double SIMILARITY = 0.84;
        public static final double COSINE = 0.8;
        public static final int CANDIDATES = 50;

        public TextFooler {
            share("similarity", similarity);
            share("cosine", cosine);
            if (candidates < 1) {
                throw new ShakerException(ErrorCode.REQUEST_INVALID,
                        "TextFooler tries " + candidates + " candidates for a word; at least 1 is needed")
                        .with("field", "candidates");
            }
        }

        /** As in the paper, with WordNet and the base model. */
        public TextFooler() {
            this(SIMILARITY, COSINE, CANDIDATES, Optional.empty(), Optional.empty());
        }

        private static void share(String field, double value) {
            if (!(value >= 0 && value <= 1)) {
                throw new ShakerException(ErrorCode.REQUEST_INVALID,
                        "TextFooler's " + field + " is " + value + "; a number from 0 to 1 is needed")
                        .with("field", field);
            }
        }
    }
}
