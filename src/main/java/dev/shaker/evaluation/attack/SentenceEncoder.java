package dev.shaker.evaluation.attack;

import java.util.List;

/** Port to what makes vectors of sentences: similar sentences have vectors of high cosine. */
public interface SentenceEncoder {
    /** One vector for each text, all of equal length. */
    float[][] encode(List<String> texts);
}
