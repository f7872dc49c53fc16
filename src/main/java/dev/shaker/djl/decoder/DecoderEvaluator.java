package dev.shaker.djl.decoder;

import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.base.DecoderModel;
import dev.shaker.djl.torch.BudgetCache;
import dev.shaker.djl.torch.Linear;
import dev.shaker.djl.torch.Precision;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.sweep.MemberWeights;
import dev.shaker.tensor.TensorShape;

/** Evaluations on decoders. Base models are loaded once by digest, rows tokenised once by split; each within a budget. */
public final class DecoderEvaluator implements AutoCloseable {
    private static final String SCORE = "score.weight";

    private final NDManager root;
    private final Precision precision;
    private final int batchTokens;
    private final Function<FileSet, DecoderTokens> tokenizer;
    private final Runnable advanced;
    private final BudgetCache<String, LoadedDecoder> bases;
    private final BudgetCache<SplitKey, DecoderSplit> splits;
    private @Nullable Mounted mounted;

    private record SplitKey(String base, String split, List<String> labels, @Nullable Prompt prompt, int maxLength,
            int batchSize, int rowLimit) {}

    private record Mounted(LoadedDecoder base, List<String> members, boolean plain, AdaptedDecoder decoder) {}

    /**
     * What was measured of all rows, in the order of the file.
     *
     * @param scores [rows, C] row-major: logits, or log-probabilities of the labels' words
     * @param labels of the rows
     */
    public record Scored(float[] scores, int[] labels, int badRows) {}

    /**
     * @param baseBytes how much of base models to keep on the device
     * @param splitBytes how much of tokenised rows to keep
     * @param batchTokens most tokens of one forward pass
     * @param tokenizer opens a base model's tokenizer
     * @param advanced called after every batch
     */
    public DecoderEvaluator(NDManager root, Precision precision, long baseBytes, long splitBytes, int batchTokens,
            Function<FileSet, DecoderTokens> tokenizer, Runnable advanced) {
        this.root = root;
        this.precision = precision;
        this.batchTokens = batchTokens;
        this.tokenizer = tokenizer;
        this.advanced = advanced;
        this.bases = new BudgetCache<>(baseBytes, LoadedDecoder::bytes);
        this.splits = new BudgetCache<>(splitBytes, DecoderSplit::bytes);
    }

    /** Whether a base model is one of those that are evaluated here. */
    public static boolean takes(FileSet base) {
        return DecoderModel.isDecoder(base);
    }

    /**
     * @param rows reads the job's rows
     * @param weights the job's adapter, or the mean of its adapters
     * @throws ShakerException {@code EVALUATION_UNSUPPORTED} under attack, and for a head or a method that is not run
     */
    public Scored score(EvaluationJob job, Supplier<DomainRows> rows, Supplier<MemberWeights> weights) {
        if (!(job.attack() instanceof Attack.None)) {
            throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED,
                    "attacks are run on encoders, and the base model is a decoder: evaluate the rows as they are");
        }
        LoadedDecoder base = bases.get(job.base().digest(),
                () -> LoadedDecoder.load(job.base().files(), precision, tokenizer, root));
        DecoderSplit split = splits.get(key(job), () -> prepare(job, base, rows.get()));
        AdaptedDecoder decoder = mount(job, base, weights);
        int labels = job.split().labels().size();
        float[] scores = new float[split.labels().length * labels];
        try (NDManager scope = root.newSubManager()) {
            DecoderScores measured = new DecoderScores(decoder, head(job.head(), base, scope), labels);
            for (DecoderBatch batch : split.batches()) {
                double[] part = measured.of(batch, scope);
                for (int i = 0; i < part.length; i++) {
                    scores[batch.places()[i / labels] * labels + i % labels] = (float) part[i];
                }
                advanced.run();
            }
        }
        return new Scored(scores, split.labels(), split.badRows());
    }

    private static SplitKey key(EvaluationJob job) {
        EvaluationJob.Limits limits = job.limits();
        return new SplitKey(job.base().digest(), job.split().key(), job.split().labels().names(), prompt(job.head()),
                limits.maxLength(), limits.batchSize(), limits.rowLimit());
    }

    private static @Nullable Prompt prompt(Head head) {
        return head.config() instanceof HeadConfig.LabelWords(Prompt prompt) ? prompt : null;
    }

    private DecoderSplit prepare(EvaluationJob job, LoadedDecoder base, DomainRows domain) {
        EvaluationJob.Limits limits = job.limits();
        int maxLength = Math.min(limits.maxLength(), base.weights().config().maxTokens());
        Prompt prompt = prompt(job.head());
        var batching = new DecoderSplit.Batching(limits.batchSize(), batchTokens,
                base.weights().config().vocabularySize());
        return prompt == null
                ? DecoderSplit.classified(domain, base.tokens(), maxLength,
                        base.weights().config().padTokenId().orElse(-1), batching)
                : DecoderSplit.continued(domain, prompt, base.tokens(), maxLength, batching);
    }

    private @Nullable Linear head(Head head, LoadedDecoder base, NDManager manager) {
        return switch (head.config()) {
            case HeadConfig.LabelWords _ -> null;
            case HeadConfig.Saved saved when saved.isScore() -> {
                AdapterLayer layer = head.tensors().layer(SCORE);
                TensorShape expected = TensorShape.of(saved.labels(), base.weights().config().hiddenSize());
                if (!layer.shape().equals(expected)) {
                    throw new ShakerException(ErrorCode.TENSOR_SHAPE_MISMATCH, "head tensor '" + layer.storedName()
                            + "' has shape " + layer.shape() + ", expected is " + expected)
                            .with("tensor", layer.storedName());
                }
                yield new Linear(precision.of(manager.create(head.tensors().read(layer), Precision.shape(expected))),
                        null);
            }
            default -> throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED,
                    "a decoder is classified by its score head or by the words of its labels (domain.prompt)");
        };
    }

    private AdaptedDecoder mount(EvaluationJob job, LoadedDecoder base, Supplier<MemberWeights> weights) {
        List<String> ids = job.members().stream().map(EvaluationJob.Member::id).sorted().toList();
        Mounted current = mounted;
        var saved = new SavedTables(job.head());
        // Another domain's tables may be others.
        if (current != null && current.plain() && saved.isEmpty() && current.base().manager() == base.manager()
                && current.members().equals(ids)) {
            return current.decoder();
        }
        MemberWeights mean = weights.get();
        unmount();
        AdaptedDecoder decoder = AdaptedDecoder.of(base.weights(), mean, saved, root);
        mounted = new Mounted(base, ids, saved.isEmpty(), decoder);
        return decoder;
    }

    private void unmount() {
        if (mounted != null) {
            mounted.decoder().close();
        }
        mounted = null;
    }

    @Override
    public void close() {
        unmount();
        splits.close();
        bases.close();
    }
}
