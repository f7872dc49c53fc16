package dev.shaker.djl.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which tokens' probabilities are asked for, and at which states, each state once. */
final class Asked {
    /** Number of a state among those asked for, by its place; -1 where it is none. */
    private final int[] numbers;
    private final List<Integer> places = new ArrayList<>();
    private final List<int[]> entries = new ArrayList<>();

    /** @param states how many there are */
    Asked(int states) {
        numbers = new int[states];
        Arrays.fill(numbers, -1);
    }

    /** @param score to which the log-probability is added */
    void add(int place, int token, int score) {
        if (numbers[place] < 0) {
            numbers[place] = places.size();
            places.add(place);
        }
        entries.add(new int[]{ numbers[place], token, score });
    }

    int places() {
        return places.size();
    }

    int size() {
        return entries.size();
    }

    long[] at() {
        return places.stream().mapToLong(Integer::longValue).toArray();
    }

    /** Places in [P, V] flattened. */
    long[] cells(long vocabulary) {
        return entries.stream().mapToLong(entry -> entry[0] * vocabulary + entry[1]).toArray();
    }

    int score(int entry) {
        return entries.get(entry)[2];
    }
}
