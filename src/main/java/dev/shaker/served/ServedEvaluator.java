package dev.shaker.served;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.LocalSink;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.Evaluator;
import dev.shaker.evaluation.RowScores;
import dev.shaker.tensor.Sha256;

/**
 * The evaluator on a server: each job's adapter is written where the server reads it, loaded, asked about all rows with many
 * requests in flight, unloaded and removed. Evaluations of several threads run side by side and share what may be in flight.
 */
public final class ServedEvaluator implements Evaluator {
    private static final int NAME = 12;

    private final ServerAccess access;
    private final EvaluationServer server;
    private final ServedDirectory directory;
    private final InFlight requests;
    private volatile @Nullable Kept kept;
    private volatile boolean swept;

    /** The rows tokenised last: jobs on the same rows follow each other. */
    private record Kept(Key key, ServedSplit split) {}

    private record Key(String model, String split, List<String> labels, HeadConfig head, int maxLength, int rowLimit) {}

    /** @param advanced called after each answer: whoever watches knows that the server has not come to a standstill */
    public ServedEvaluator(ServerAccess access, Runnable advanced) {
        this.access = access;
        this.server = new EvaluationServer(access);
        this.directory = new ServedDirectory(access.directory());
        this.requests = new InFlight(access.requests(), advanced);
    }

    /** The server's name and version, as they must be; a result names the model besides. */
    @Override
    public String device() {
        return access.engine();
    }

    /**
     * @throws ShakerException {@code EVALUATION_SERVER_UNAVAILABLE} for what may pass, {@code EVALUATION_SERVER_REFUSED} for what the
     *         server cannot run, {@code EVALUATION_UNSUPPORTED} for what no server can; those of the rows
     */
    @Override
    public EvaluationResult evaluate(EvaluationJob job) {
        long start = System.nanoTime();
        String model = job.base().served().orElseThrow(() -> new IllegalArgumentException(
                "a job whose base model no server has"));
        if (!(job.attack() instanceof Attack.None)) {
            throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED, "attacks are run by Shaker's own evaluator on"
                    + " encoders, and the base model is served: evaluate the rows as they are");
        }
        sweep();
        int most = server.checkServes(model);
        ServedSplit split = split(job, model);
        checkFits(job, split, most);
        RowScores scores = new RowScores(scores(job, model, split), job.split().labels().size());
        return new EvaluationResult(scores.outcomes(split.labels()), split.badRows(),
                (System.nanoTime() - start) / 1e9, access.engine() + " " + model,
                scores.first(Math.min(split.labels().length, job.limits().logitRows())));
    }

    private float[] scores(EvaluationJob job, String model, ServedSplit split) {
        String name = name(job);
        Path place = directory.place(name);
        try {
            ServingForm.write(job, new LocalSink(place));
            try (ServedAdapter adapter = ServedAdapter.load(server, model, String.valueOf(place.getFileName()),
                    place.toString())) {
                return scores(job, adapter, split);
            }
        } finally {
            directory.remove(place);
        }
    }

    /** [rows, C] row-major: logits, or log-probabilities of the labels' words. */
    private float[] scores(EvaluationJob job, ServedAdapter adapter, ServedSplit split) {
        int labels = job.split().labels().size();
        boolean words = job.head().config() instanceof HeadConfig.LabelWords;
        List<double[]> rows = requests.map(split.rows(), row -> adapter.ask(loaded -> words
                ? server.likelihoods(loaded, row.sequences(), row.prompt())
                : server.logits(loaded, row.sequences().getFirst(), labels)));
        float[] scores = new float[rows.size() * labels];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) rows.get(i / labels)[i % labels];
        }
        return scores;
    }

    /** Another one for each evaluation: processes that share a server must not unload each other's. */
    private static String name(EvaluationJob job) {
        Sha256 members = new Sha256();
        job.members().stream().map(EvaluationJob.Member::id).sorted().forEach(id -> members.update(id).update("\n"));
        return members.hex().substring(0, NAME) + "-" + UUID.randomUUID();
    }

    private ServedSplit split(EvaluationJob job, String model) {
        var key = new Key(model, job.split().key(), job.split().labels().names(), job.head().config(),
                job.limits().maxLength(), job.limits().rowLimit());
        Kept last = kept;
        if (last != null && last.key().equals(key)) {
            return last.split();
        }
        ServedSplit split = ServedSplit.of(job, model, server, requests);
        kept = new Kept(key, split);
        return split;
    }

    /** Rows cut shorter here than elsewhere would be measured as something else. */
    private void checkFits(EvaluationJob job, ServedSplit split, int most) {
        // Beside the sequence a completion has the token that it is asked to generate.
        int needed = split.longest() + (job.head().config() instanceof HeadConfig.LabelWords ? 1 : 0);
        if (needed > most) {
            throw ServerErrors.refused(access.at("/v1/models"), "its sequences have at most " + most
                    + " tokens (max_model_len), and a row needs " + needed + " (domain.maxLength "
                    + job.limits().maxLength() + ", --max-length)");
        }
    }

    /** Once in a process's life. */
    private void sweep() {
        if (!swept) {
            swept = true;
            List<Path> old = directory.abandoned();
            server.forget(old.stream().map(place -> String.valueOf(place.getFileName())).toList());
            old.forEach(directory::remove);
        }
    }

    /** Servers of adapters read no hidden states out. */
    @Override
    public float[] embed(EvaluationJob.BaseSource base, EvaluationJob.Split texts, EvaluationJob.Limits limits) {
        throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED,
                "texts are embedded by Shaker's own encoders, not by an evaluation server");
    }

    @Override
    public void close() {
        requests.close();
        server.close();
    }
}
