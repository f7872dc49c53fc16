package dev.shaker.db.guided;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

import dev.shaker.event.Json;
import dev.shaker.guided.Priors;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.pipeline.guided.SearchPlan;

/** Between the rows of plans and what they say. */
final class PlanRows {
    private PlanRows() {
    }

    private record Document(long generation, long budget, int least, int most, List<Candidate> candidates,
            List<Target> targets) {}

    private record Candidate(String domain, String adapterId) {}

    /** @param labels big-endian shorts in base 64 */
    private record Target(int candidate, double weight, String input, int classes, String labels) {}

    static void write(SearchPlan plan, SearchPlanEntity row) {
        row.document = Json.text(new Document(plan.generation(), plan.budget(), plan.least(), plan.most(),
                plan.candidates().stream().map(one -> new Candidate(one.domain().name(), one.adapterId().hex()))
                        .toList(),
                plan.targets().stream().map(one -> new Target(one.candidate(), one.weight(), one.input().hex(),
                        one.classes(), labels(one.labels()))).toList()));
        row.fsd = distances(plan.fsd());
        row.similarity = plan.similarity().map(PlanRows::distances).orElse(null);
    }

    static SearchPlan read(SearchPlanEntity row) {
        Document document = Json.stored(row.document, Document.class);
        int candidates = document.candidates().size();
        return new SearchPlan(
                document.candidates().stream().map(
                        one -> new SearchPlan.Candidate(new DomainName(one.domain()), new AdapterId(one.adapterId())))
                        .toList(),
                document.targets().stream().map(one -> new SearchPlan.Target(one.candidate(), one.weight(),
                        new EvaluationId(one.input()), one.classes(), labels(one.labels()))).toList(),
                document.generation(), document.budget(), document.least(), document.most(),
                distances(row.fsd, candidates),
                Optional.ofNullable(row.similarity).map(bytes -> distances(bytes, candidates)));
    }

    private static String labels(int[] labels) {
        ByteBuffer bytes = ByteBuffer.allocate(labels.length * Short.BYTES);
        for (int label : labels) {
            bytes.putShort((short) label);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }

    private static int[] labels(String text) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(text));
        int[] labels = new int[bytes.capacity() / Short.BYTES];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = Short.toUnsignedInt(bytes.getShort());
        }
        return labels;
    }

    private static byte[] distances(Priors priors) {
        int candidates = priors.distances().length;
        ByteBuffer bytes = ByteBuffer.allocate(candidates * candidates * Double.BYTES);
        for (double[] row : priors.distances()) {
            for (double distance : row) {
                bytes.putDouble(distance);
            }
        }
        return bytes.array();
    }

    private static Priors distances(byte[] stored, int candidates) {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        double[][] distances = new double[candidates][candidates];
        for (double[] row : distances) {
            for (int i = 0; i < candidates; i++) {
                row[i] = bytes.getDouble();
            }
        }
        return new Priors(distances);
    }

    /** Places among the candidates as {@code guided_measurement} keeps them. */
    static String members(List<Integer> places) {
        return String.join(" ", places.stream().map(String::valueOf).toList());
    }

    static List<Integer> members(String text) {
        List<Integer> places = new ArrayList<>();
        for (String place : text.split(" ", -1)) {
            places.add(Integer.valueOf(place));
        }
        return places;
    }
}
