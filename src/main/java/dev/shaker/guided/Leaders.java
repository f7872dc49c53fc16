package dev.shaker.guided;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import org.jspecify.annotations.Nullable;

import dev.shaker.identity.DomainName;

/** Who is ahead while a search goes on. */
public final class Leaders {
    private Leaders() {
    }

    /**
     * The best subset of its size.
     *
     * @param value accuracy on the search rows that it was measured on, a weighted mean over the targets; for
     *        {@link Objective.Largest} the worst change against a target alone, on the rows of both
     * @param rows of the target with the fewest
     */
    public record Leader(List<DomainName> members, double value, int rows) {
        public Leader {
            members = List.copyOf(members);
        }

        private Leader better(Leader other) {
            return other.value > value || other.value == value && other.rows > rows ? other : this;
        }
    }

    /** By size. Subsets that were not measured for every target that they concern are left out. */
    public static List<Leader> of(Question question, StoredAnswers stored) {
        Map<List<DomainName>, Map<DomainName, boolean[]>> measured = new HashMap<>();
        for (TargetRows target : question.targets()) {
            stored.beginnings(target.domain(), target.split().search()).forEach(
                    (members, right) -> measured.computeIfAbsent(members, _ -> new HashMap<>())
                            .put(target.domain(), right));
        }
        Map<Integer, Leader> leaders = new TreeMap<>();
        measured.forEach((members, byTarget) -> {
            Leader leader = judged(question, members, byTarget, measured);
            if (leader != null && members.size() >= question.least() && members.size() <= question.most()
                    && members.containsAll(question.pinned())) {
                leaders.merge(members.size(), leader, Leader::better);
            }
        });
        return new ArrayList<>(leaders.values());
    }

    private static @Nullable Leader judged(Question question, List<DomainName> members,
            Map<DomainName, boolean[]> byTarget, Map<List<DomainName>, Map<DomainName, boolean[]>> measured) {
        boolean worst = question.objective() instanceof Objective.Largest;
        double least = Double.POSITIVE_INFINITY;
        double sum = 0;
        double weights = 0;
        int rows = Integer.MAX_VALUE;
        for (TargetRows target : question.targets()) {
            DomainName domain = target.domain();
            if (!members.contains(domain)) {
                if (worst) {
                    continue;
                }
                return null;
            }
            boolean[] right = byTarget.get(domain);
            boolean[] alone = Objects.requireNonNullElse(measured.getOrDefault(List.of(domain), Map.of()).get(domain),
                    new boolean[0]);
            int common = right == null ? 0 : worst ? Math.min(right.length, alone.length) : right.length;
            if (right == null || common == 0) {
                return null;
            }
            rows = Math.min(rows, common);
            least = Math.min(least, share(right, common) - share(alone, Math.min(common, alone.length)));
            sum += target.weight() * share(right, common);
            weights += target.weight();
        }
        return rows == Integer.MAX_VALUE ? null : new Leader(members, worst ? least : sum / weights, rows);
    }

    private static double share(boolean[] right, int rows) {
        int count = 0;
        for (int row = 0; row < rows; row++) {
            count += right[row] ? 1 : 0;
        }
        return (double) count / rows;
    }
}
