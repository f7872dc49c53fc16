package dev.shaker.djl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.RowScores;
import dev.shaker.evaluation.rows.DomainRowsReader;
import dev.shaker.evaluation.rows.Row;
import dev.shaker.guided.Batch;
import dev.shaker.guided.RowAnswers;
import dev.shaker.guided.SubsetTable;
import dev.shaker.tensor.FileByteSource;

/**
 * Mixtures of the sample's adapters on the first rows of its domains in the order of seed 0, measured by the real evaluator, each
 * once; or read, with {@code -Dguided.logits=DIRECTORY}, from the float16 logits that {@link SubsetTableMain} left there.
 */
public final class SampleMeasurer implements AutoCloseable {
    private static final String METHOD = "pfeiffer";
    private static final String LOGITS = System.getProperty("guided.logits", "");
    /** Rows of a file of logits. */
    private static final int PART = 64;

    private final Space space = Space.sample();
    private final List<EvaluationJob.Member> members = space.members(METHOD, space.names(METHOD));
    private final DjlEvaluator evaluator = new DjlEvaluator(EvaluatorSettings.defaults("cpu", 0));
    private final Map<String, EvaluationJob> jobs = new HashMap<>();
    private final Map<String, int[]> truths = new HashMap<>();
    private final Map<Key, RowAnswers> known = new HashMap<>();

    private record Key(String target, long mask) {}

    /** Mixtures measured so far. */
    public int evaluations() {
        return known.size();
    }

    /**
     * @param rows of the target to measure a mixture on, the first time it is asked for
     * @param places of these rows that the answer is about, in its order
     */
    public List<RowAnswers> measure(Batch batch, int rows, int[] places) {
        String target = batch.target().name();
        EvaluationJob job = jobs.computeIfAbsent(target, name -> job(name, rows));
        Set<Long> missing = new LinkedHashSet<>(batch.masks());
        missing.removeIf(mask -> known.containsKey(new Key(target, mask)));
        if (!LOGITS.isEmpty()) {
            read(target, rows, missing);
        } else if (!missing.isEmpty()) {
            List<EvaluationJob> open = missing.stream().map(mask -> SubsetTableMain.of(job, members, mask)).toList();
            List<EvaluationResult> results = evaluator.evaluateAll(open, () -> true).orElseThrow();
            int next = 0;
            for (long mask : missing) {
                known.put(new Key(target, mask), measured(results.get(next++), truths.get(target)));
            }
        }
        return batch.masks().stream().map(mask -> some(known.get(new Key(target, mask)), rows, places)).toList();
    }

    private void read(String target, int rows, Set<Long> missing) {
        List<Long> masks = SubsetTable.masks(members.size(), space.names(METHOD).indexOf(target));
        EvaluationJob job = jobs.get(target);
        int classes = job.split().labels().size();
        int[] truth = truths.get(target);
        try {
            for (long mask : missing) {
                ByteBuffer halves = ByteBuffer.allocate(rows * classes * Short.BYTES);
                for (int from = 0; from < rows; from += PART) {
                    int bytes = PART * classes * Short.BYTES;
                    Path part = Path.of(LOGITS, target + "-" + from + "-" + (from + PART) + ".logits");
                    try (FileChannel file = FileChannel.open(part)) {
                        file.read(halves.limit(halves.position() + bytes), (long) masks.indexOf(mask) * bytes);
                    }
                }
                halves.flip();
                float[] logits = new float[rows * classes];
                for (int i = 0; i < logits.length; i++) {
                    logits[i] = Float.float16ToFloat(halves.getShort());
                }
                known.put(new Key(target, mask), new RowAnswers(logits, right(logits, classes, truth)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private EvaluationJob job(String target, int rows) {
        try {
            EvaluationJob job = SubsetTableMain.rows(space.job(METHOD, members, target), 0, rows);
            truths.put(target, new DomainRowsReader(job.split().format(), job.split().labels(), 0, Integer.MAX_VALUE)
                    .read(job.split().rows()).rows().stream().mapToInt(Row::label).toArray());
            return job;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RowAnswers measured(EvaluationResult result, int[] truth) {
        int classes = result.logits().getFirst().size();
        float[] logits = new float[truth.length * classes];
        for (int row = 0; row < truth.length; row++) {
            for (int label = 0; label < classes; label++) {
                logits[row * classes + label] = result.logits().get(row).get(label);
            }
        }
        return new RowAnswers(logits, right(logits, classes, truth));
    }

    private static BitSet right(float[] logits, int classes, int[] truth) {
        BitSet right = new BitSet();
        for (int row = 0; row < truth.length; row++) {
            right.set(row, RowScores.highest(logits, row * classes, classes) == truth[row]);
        }
        return right;
    }

    private static RowAnswers some(RowAnswers all, int rows, int[] places) {
        int classes = all.logits().length / rows;
        float[] logits = new float[places.length * classes];
        BitSet right = new BitSet();
        for (int i = 0; i < places.length; i++) {
            System.arraycopy(all.logits(), places[i] * classes, logits, i * classes, classes);
            right.set(i, all.right().get(places[i]));
        }
        return new RowAnswers(logits, right);
    }

    /** Mean embeddings of the domains' validation rows, by cosine: how alike their texts are. */
    public double[][] likenesses() {
        List<String> names = space.names(METHOD);
        float[][] vectors = new float[names.size()][];
        for (int i = 0; i < vectors.length; i++) {
            EvaluationJob job = space.job(METHOD, members, names.get(i));
            Path file = Path.of("src/sample/domains", names.get(i), "validation.tsv");
            vectors[i] = evaluator.embed(job.base(),
                    new EvaluationJob.Split(file.toString(), new FileByteSource(file),
                            job.split().format(), job.split().labels(), 0),
                    job.limits());
        }
        double[][] likenesses = new double[vectors.length][vectors.length];
        for (int i = 0; i < vectors.length; i++) {
            for (int j = 0; j < vectors.length; j++) {
                likenesses[i][j] = product(vectors[i], vectors[j])
                        / Math.sqrt(product(vectors[i], vectors[i]) * product(vectors[j], vectors[j]));
            }
        }
        return likenesses;
    }

    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }

    @Override
    public void close() {
        evaluator.close();
    }
}
