package dev.shaker.served;

import java.util.List;

/**
 * One row as sequences of tokens: a single one that a head classifies, or one for each label, the prompt with the label's words
 * behind it.
 *
 * @param prompt how many tokens of each sequence are the prompt's; all of them where a head classifies
 */
record ServedRow(List<int[]> sequences, int prompt) {
    /** Tokens of the longest sequence. */
    int length() {
        return sequences.stream().mapToInt(tokens -> tokens.length).max().orElse(0);
    }
}
