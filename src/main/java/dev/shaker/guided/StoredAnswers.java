package dev.shaker.guided;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.shaker.evaluation.sweep.Subsets;
import dev.shaker.identity.DomainName;

/** What was measured for a search so far, and what of a batch is missing. */
public final class StoredAnswers {
    private final Map<Subset, TreeMap<Integer, Piece>> pieces = new HashMap<>();

    private record Subset(DomainName target, List<DomainName> members) {}

    private record Piece(int to, RowAnswers answers) {}

    /**
     * @param members in the order of the question's candidates
     * @param from first row, as a place in the target's order
     * @param to place behind the last
     */
    public void add(DomainName target, List<DomainName> members, int from, int to, RowAnswers answers) {
        pieces.computeIfAbsent(new Subset(target, List.copyOf(members)), _ -> new TreeMap<>())
                .merge(from, new Piece(to, answers), (one, other) -> one.to() >= other.to() ? one : other);
    }

    /** The rows that are missing, a batch for each beginning; none where all of them are there. */
    List<Batch> missing(Batch batch) {
        Map<Integer, List<Long>> byBeginning = new TreeMap<>();
        for (long mask : batch.masks()) {
            int known = parts(batch, mask).stream().mapToInt(Part::to).max().orElse(batch.from());
            if (known < batch.to()) {
                byBeginning.computeIfAbsent(known, _ -> new ArrayList<>()).add(mask);
            }
        }
        List<Batch> missing = new ArrayList<>();
        byBeginning.forEach((from, masks) -> missing
                .add(new Batch(batch.target(), batch.candidates(), masks, from, batch.to())));
        return missing;
    }

    /** The answers of a batch of which nothing is missing. */
    List<RowAnswers> of(Batch batch) {
        return batch.masks().stream().map(mask -> joined(batch, parts(batch, mask))).toList();
    }

    /** By members, which of the first rows of a target were right, as far as they were measured without a gap. */
    Map<List<DomainName>, boolean[]> beginnings(DomainName target, int most) {
        Map<List<DomainName>, boolean[]> beginnings = new HashMap<>();
        pieces.forEach((subset, known) -> {
            if (subset.target().equals(target)) {
                boolean[] right = new boolean[most];
                int at = 0;
                while (at < most && known.floorEntry(at) != null && known.floorEntry(at).getValue().to() > at) {
                    Map.Entry<Integer, Piece> piece = known.floorEntry(at);
                    right[at] = piece.getValue().answers().right().get(at - piece.getKey());
                    at++;
                }
                if (at > 0) {
                    beginnings.put(subset.members(), Arrays.copyOf(right, at));
                }
            }
        });
        return beginnings;
    }

    /** Some rows of a piece: those from a place to before another are the ones at {@code at} of it. */
    private record Part(int from, int to, int at, Piece piece) {}

    /** What follows each other from the batch's first row on. */
    private List<Part> parts(Batch batch, long mask) {
        TreeMap<Integer, Piece> known = pieces.getOrDefault(
                new Subset(batch.target(), Subsets.of(batch.candidates(), mask)),
                new TreeMap<>());
        List<Part> parts = new ArrayList<>();
        int at = batch.from();
        while (at < batch.to()) {
            Map.Entry<Integer, Piece> before = known.floorEntry(at);
            if (before == null || before.getValue().to() <= at) {
                break;
            }
            int to = Math.min(before.getValue().to(), batch.to());
            parts.add(new Part(at, to, at - before.getKey(), before.getValue()));
            at = to;
        }
        return parts;
    }

    private static RowAnswers joined(Batch batch, List<Part> parts) {
        BitSet right = new BitSet();
        float[] logits = new float[0];
        for (Part part : parts) {
            RowAnswers answers = part.piece().answers();
            int rows = part.to() - part.from();
            for (int row = 0; row < rows; row++) {
                right.set(part.from() - batch.from() + row, answers.right().get(part.at() + row));
            }
            int classes = answers.logits().length / (part.piece().to() - (part.from() - part.at()));
            int before = logits.length;
            logits = Arrays.copyOf(logits, before + rows * classes);
            System.arraycopy(answers.logits(), part.at() * classes, logits, before, rows * classes);
        }
        return new RowAnswers(logits, right);
    }
}
