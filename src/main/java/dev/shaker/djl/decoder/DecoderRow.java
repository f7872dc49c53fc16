package dev.shaker.djl.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One row as the tokens of one sequence: a prompt, and behind it the continuations, none of which sees another, each placed as
 * if it alone followed. So the prompt is computed once for all.
 *
 * @param ids of the tokens
 * @param positions of the tokens, continuations beginning where the prompt ends
 * @param parts 0 for the prompt's tokens, else the number of the continuation, from 1
 * @param picks whose hidden states are read
 */
record DecoderRow(int[] ids, int[] positions, int[] parts, List<Pick> picks) {
    /**
     * @param at place in the row
     * @param label for which label it is read; all of them where a head computes one score for each
     * @param token whose probability is asked for
     */
    record Pick(int at, int label, int token) {}

    /** A row that a head classifies at the last token that is not {@code pad}, as the stock library finds it; at the first where all are. */
    static DecoderRow classified(int[] ids, int pad) {
        int at = ids.length - 1;
        while (at > 0 && ids[at] == pad) {
            at--;
        }
        return new DecoderRow(ids, upTo(ids.length), new int[ids.length],
                List.of(new Pick(at, 0, 0)));
    }

    /**
     * @param prompt at least one token
     * @param continuations one for each label, at least one token each; the last token of each is predicted only
     */
    static DecoderRow continued(int[] prompt, List<int[]> continuations) {
        int length = prompt.length + continuations.stream().mapToInt(c -> c.length - 1).sum();
        int[] ids = Arrays.copyOf(prompt, length);
        int[] positions = upTo(length);
        int[] parts = new int[length];
        List<Pick> picks = new ArrayList<>();
        int at = prompt.length;
        for (int label = 0; label < continuations.size(); label++) {
            int[] tokens = continuations.get(label);
            picks.add(new Pick(prompt.length - 1, label, tokens[0]));
            for (int i = 0; i + 1 < tokens.length; i++) {
                ids[at] = tokens[i];
                positions[at] = prompt.length + i;
                parts[at] = label + 1;
                picks.add(new Pick(at, label, tokens[i + 1]));
                at++;
            }
        }
        return new DecoderRow(ids, positions, parts, picks);
    }

    int length() {
        return ids.length;
    }

    /** @param window over how many tokens a token looks back; 0 for all */
    boolean sees(int token, int other, int window) {
        return other <= token && (parts[other] == 0 || parts[other] == parts[token])
                && (window == 0 || positions[token] - positions[other] < window);
    }

    private static int[] upTo(int length) {
        int[] numbers = new int[length];
        Arrays.setAll(numbers, i -> i);
        return numbers;
    }
}
