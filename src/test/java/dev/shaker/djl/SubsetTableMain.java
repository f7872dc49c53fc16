package dev.shaker.djl;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.RowScores;
import dev.shaker.evaluation.rows.DomainRowsReader;
import dev.shaker.evaluation.rows.Row;
import dev.shaker.guided.RowOrder;
import dev.shaker.guided.SubsetTable;
import dev.shaker.tensor.MemoryByteSource;

/**
 * Measures, on the sample, every subset that holds a target on some rows of the target, and the target's head on each other
 * adapter alone. Writes, for each target and range of rows, {@code TARGET-FROM-TO.bits} (right or wrong, a bit for each row) and
 * {@code TARGET-FROM-TO.logits} (float16, [subsets, rows, classes], big-endian). Rows are counted in the order of seed 0. What
 * is there already is not measured again. Then keeps all bits of these targets in src/test/resources/guided. Arguments: directory,
 * threads, first row, row behind the last, targets; all where none are named. In the root of the repository, after
 * {@code ./mvnw test-compile}, what is there was made by
 *
 * <pre>
 * ./mvnw dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test.cp
 * java -Dai.djl.offline=true --enable-native-access=ALL-UNNAMED -cp target/test-classes:target/classes:$(cat target/test.cp) \
 *     dev.shaker.djl.SubsetTableMain target/subset-table 1 0 64
 * </pre>
 *
 * and with {@code 64 128 nli duplicates} in the place of {@code 0 64}.
 */
public final class SubsetTableMain {
    private static final int AT_ONCE = 256;
    private static final String METHOD = "pfeiffer";

    private SubsetTableMain() {
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        int from = Integer.parseInt(arguments[2]);
        int to = Integer.parseInt(arguments[3]);
        Space space = Space.sample();
        List<String> domains = space.names(METHOD);
        List<EvaluationJob.Member> members = space.members(METHOD, domains);
        List<String> targets = arguments.length > 4 ? List.of(arguments).subList(4, arguments.length) : domains;
        try (var evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", Integer.parseInt(arguments[1])))) {
            for (String target : targets) {
                Path bits = directory.resolve(target + "-" + from + "-" + to + ".bits");
                if (!Files.exists(bits)) {
                    long start = System.nanoTime();
                    write(evaluator, rows(space.job(METHOD, members, target), from, to), members,
                            SubsetTable.masks(domains.size(), domains.indexOf(target)), bits);
                    System.out.printf("%s %d to %d: %.0f s%n", target, from, to, (System.nanoTime() - start) / 1e9);
                }
                SubsetTable.keep(directory, target);
            }
        }
    }

    /** A job on some rows of another's split. */
    static EvaluationJob rows(EvaluationJob job, int from, int to) throws IOException {
        EvaluationJob.Split split = job.split();
        List<Row> rows = new DomainRowsReader(split.format(), split.labels(), 0, Integer.MAX_VALUE).read(split.rows())
                .rows();
        int[] order = RowOrder.of(rows.stream().mapToInt(Row::label).toArray(), 0).rows(from, to);
        List<String> lines = Files.readAllLines(Path.of(split.key()));
        StringBuilder text = new StringBuilder(lines.getFirst()).append('\n');
        for (int row : order) {
            text.append(lines.get(row + 1)).append('\n');
        }
        String key = split.key() + " " + from + " " + to;
        return new EvaluationJob(job.base(), job.members(), job.head(),
                new EvaluationJob.Split(key,
                        new MemoryByteSource(key, text.toString().getBytes(StandardCharsets.UTF_8)), split.format(),
                        split.labels(), 0),
                new EvaluationJob.Limits(job.limits().maxLength(), job.limits().batchSize(), order.length,
                        order.length));
    }

    private static void write(DjlEvaluator evaluator, EvaluationJob job, List<EvaluationJob.Member> members,
            List<Long> masks, Path bits) throws IOException {
        int[] truth = new DomainRowsReader(job.split().format(), job.split().labels(), 0, Integer.MAX_VALUE)
                .read(job.split().rows()).rows().stream().mapToInt(Row::label).toArray();
        Path logits = bits.resolveSibling(bits.getFileName().toString().replace(".bits", ".logits"));
        Path part = bits.resolveSibling(bits.getFileName() + ".part");
        try (OutputStream right = new BufferedOutputStream(Files.newOutputStream(part));
                DataOutputStream values = new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(logits)))) {
            for (int at = 0; at < masks.size(); at += AT_ONCE) {
                List<EvaluationJob> jobs = masks.subList(at, Math.min(masks.size(), at + AT_ONCE)).stream()
                        .map(mask -> of(job, members, mask)).toList();
                for (EvaluationResult result : evaluator.evaluateAll(jobs, () -> true).orElseThrow()) {
                    write(result, truth, right, values);
                }
            }
        }
        Files.move(part, bits, StandardCopyOption.ATOMIC_MOVE);
    }

    static EvaluationJob of(EvaluationJob job, List<EvaluationJob.Member> members, long mask) {
        List<EvaluationJob.Member> mixed = new ArrayList<>();
        for (int member = 0; member < members.size(); member++) {
            if ((mask >> member & 1) == 1) {
                mixed.add(members.get(member));
            }
        }
        return new EvaluationJob(job.base(), mixed, job.head(), job.split(), job.limits());
    }

    private static void write(EvaluationResult result, int[] truth, OutputStream right, DataOutputStream values)
            throws IOException {
        byte[] bits = new byte[(truth.length + 7) / 8];
        int correct = 0;
        for (int row = 0; row < truth.length; row++) {
            List<Float> scores = result.logits().get(row);
            float[] plain = new float[scores.size()];
            for (int label = 0; label < plain.length; label++) {
                plain[label] = scores.get(label);
                values.writeShort(Float.floatToFloat16(plain[label]));
            }
            if (RowScores.highest(plain, 0, plain.length) == truth[row]) {
                bits[row / 8] |= (byte) (1 << row % 8);
                correct++;
            }
        }
        if (correct != result.correct()) {
            throw new IllegalStateException(
                    correct + " rows are right by their logits, " + result.correct() + " by count");
        }
        right.write(bits);
    }
}
