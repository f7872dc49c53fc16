package dev.shaker.djl;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import dev.shaker.Named;
import dev.shaker.adapter.Adapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.paired.Interval;
import dev.shaker.evaluation.paired.MeanDrop;
import dev.shaker.evaluation.paired.PairedCounts;
import dev.shaker.mixture.prune.PrunedTensors;
import dev.shaker.mixture.prune.Unpruned;
import dev.shaker.mixture.spec.Pruning;
import dev.shaker.mixture.spec.PruningJson;
import dev.shaker.tensor.JsonText;

/**
 * Accuracy against sparsity by what weights are ranked by: the sample's thirteen adapters alone, then four mixtures of three on
 * their members' rows, as Markdown. Behind each mean accuracy stands its difference to magnitude's at the same sparsity and scope, with the
 * 95 % interval of a mean of paired differences. Arguments: method, scope, threads. In the root of the repository, after
 * {@code ./mvnw test-compile},
 *
 * <pre>
 * ./mvnw dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test.cp
 * java -Dai.djl.offline=true --enable-native-access=ALL-UNNAMED -cp target/test-classes:target/classes:$(cat target/test.cp) \
 *     dev.shaker.djl.PruningTableMain pfeiffer layer 2
 * </pre>
 */
public final class PruningTableMain {
    private static final List<String> SPARSITIES = List.of("0.4", "0.6", "0.8", "0.9", "0.95", "0.99");
    private static final String MAGNITUDE = "'score':'magnitude'";
    private static final List<String> SCORES = List.of(MAGNITUDE, "'score':'random'", "'score':'synflow'",
            "'score':'synflow','rounds':100", "'score':'consensus'", MAGNITUDE + ",'biases':'keep'",
            "'score':'synflow','rounds':100,'biases':'keep'");
    private static final List<List<String>> MIXTURES = List.of(List.of("abstracts", "answers", "headlines"),
            List.of("films", "posts", "reviews"), List.of("duplicates", "nli", "paraphrase"),
            List.of("authors", "comments", "earnings"));

    private final Space space = Space.sample();
    private final DjlEvaluator evaluator;
    private final String method;
    private final String scope;

    private PruningTableMain(DjlEvaluator evaluator, String method, String scope) {
        this.evaluator = evaluator;
        this.method = method;
        this.scope = scope;
    }

    public static void main(String[] arguments) {
        try (var evaluator = new DjlEvaluator(
                EvaluatorSettings.defaults("cpu", Integer.parseInt(arguments[2])))) {
            var table = new PruningTableMain(evaluator, arguments[0], arguments[1]);
            table.print("alone", table.space.names(arguments[0]).stream().map(List::of).toList());
            table.print("mixtures of three", MIXTURES);
        }
    }

    private void print(String what, List<List<String>> mixtures) {
        boolean alone = mixtures.getFirst().size() == 1;
        System.out.println("\n| " + method + ", " + scope + ", " + what + " | "
                + String.join(" | ", SPARSITIES) + " |\n|---" + "|---".repeat(SPARSITIES.size()) + "|");
        List<EvaluationResult> dense = measure(mixtures, "{}", "0");
        System.out.println("| as they are: " + percent(dense) + " |" + " |".repeat(SPARSITIES.size()));
        List<List<EvaluationResult>> magnitude = new ArrayList<>();
        for (String score : SCORES) {
            if (alone && score.contains("consensus")) {
                continue;
            }
            StringBuilder row = new StringBuilder("| " + score.replace("'", "") + " |");
            for (int i = 0; i < SPARSITIES.size(); i++) {
                List<EvaluationResult> results = measure(mixtures, "{'scope':'" + scope + "'," + score + "}",
                        SPARSITIES.get(i));
                row.append(' ').append(percent(results));
                if (score.equals(MAGNITUDE)) {
                    magnitude.add(results);
                } else {
                    row.append(' ').append(difference(magnitude.get(i), results));
                }
                row.append(" |");
            }
            System.out.println(row);
        }
    }

    /** Of each mixture on the rows of each of its members. */
    private List<EvaluationResult> measure(List<List<String>> mixtures, String prune, String sparsity) {
        Pruning pruning = PruningJson.read(JsonText.parse(ErrorCode.INTERNAL, "prune",
                prune.replace('\'', '"').getBytes(StandardCharsets.UTF_8))).at(new BigDecimal(sparsity));
        List<EvaluationJob> jobs = new ArrayList<>();
        for (List<String> domains : mixtures) {
            List<Unpruned> unpruned = new ArrayList<>();
            for (String domain : domains) {
                Adapter adapter = space.adapter(method, domain);
                unpruned.add(new Unpruned(Named.domain(domain), domain, adapter.config(), adapter.body(),
                        Optional.empty()));
            }
            List<PrunedTensors> bodies = PrunedTensors.of(pruning, unpruned);
            List<EvaluationJob.Member> members = new ArrayList<>();
            for (int i = 0; i < domains.size(); i++) {
                Adapter adapter = space.adapter(method, domains.get(i));
                members.add(new EvaluationJob.Member(domains.get(i) + prune + sparsity + domains,
                        new Adapter(adapter.location(), adapter.format(), adapter.name(), adapter.baseModelName(),
                                adapter.config(), bodies.get(i), adapter.head())));
            }
            domains.forEach(domain -> jobs.add(space.job(method, members, domain)));
        }
        return evaluator.evaluateAll(jobs, () -> true).orElseThrow();
    }

    private static String percent(List<EvaluationResult> results) {
        return String.format(Locale.ROOT, "%.1f",
                100 * results.stream().mapToDouble(EvaluationResult::accuracy).average().orElseThrow());
    }

    private static String difference(List<EvaluationResult> magnitude, List<EvaluationResult> other) {
        List<PairedCounts> pairs = new ArrayList<>();
        for (int i = 0; i < other.size(); i++) {
            pairs.add(PairedCounts.of(other.get(i).outcomes(), magnitude.get(i).outcomes()));
        }
        MeanDrop drop = MeanDrop.of(pairs);
        Interval interval = drop.interval(0.95);
        return String.format(Locale.ROOT, "(%+.1f: %+.1f to %+.1f)", 100 * drop.value(), 100 * interval.low(),
                100 * interval.high());
    }
}
