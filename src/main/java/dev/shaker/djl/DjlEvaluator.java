package dev.shaker.djl;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.djl.decoder.DecoderEvaluator;
import dev.shaker.djl.torch.BudgetCache;
import dev.shaker.djl.torch.Precision;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.AttackOutcome;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.Evaluator;
import dev.shaker.evaluation.RowScores;
import dev.shaker.evaluation.attack.Language;
import dev.shaker.evaluation.attack.TextFooler;
import dev.shaker.evaluation.attack.WordVectors;
import dev.shaker.evaluation.rows.ByteSourceStream;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.Row;
import dev.shaker.evaluation.sweep.MemberMean;
import dev.shaker.evaluation.sweep.MemberWeights;

/**
 * The evaluator on PyTorch. Base models are loaded once by digest, rows tokenised and sorted once by split and maximum length,
 * adapters read once by id; each within a budget.
 */
public final class DjlEvaluator implements Evaluator {
    private static final int GPU_FACTOR = 8;

    private final EvaluatorSettings settings;
    private final TorchDevice device;
    private final NDManager root;
    private final BudgetCache<String, LoadedBase> bases;
    private final BudgetCache<SplitKey, PreparedSplit> splits;
    private final BudgetCache<String, KeptMember> members;
    private final BudgetCache<String, LoadedBase> sentenceEncoders;
    private final BudgetCache<VectorsKey, WordVectors> wordVectors;
    /** Guards the caches above while lanes work; who evaluates alone holds the evaluator itself. */
    private final Object caches = new Object();
    private final Lanes lanes;
    private final Runnable advanced;
    private final Language language;
    private final DecoderEvaluator decoders;
    private final Map<String, Boolean> decoderBases = new HashMap<>();
    private @Nullable Mounted mounted;

    private record SplitKey(String base, String split, LabelNames labels, int maxLength, int batchSize, int rowLimit) {}

    private record VectorsKey(String name, long size, double cosine) {}

    private record KeptMember(MemberWeights weights) implements AutoCloseable {
        @Override
        public void close() {
            // Arrays on the heap: the collector's business.
        }
    }

    /** The encoder used last: a mixture is usually evaluated on several domains in a row. */
    private record Mounted(LoadedBase base, List<String> members, AdaptedEncoder encoder) {}

    /** @throws dev.shaker.error.ShakerException {@code CONFIGURATION_INVALID}, {@code DEVICE_UNAVAILABLE} */
    public DjlEvaluator(EvaluatorSettings settings) {
        this(settings, () -> {
        }, Language.unknown());
    }

    /**
     * @param advanced called after every batch of rows: whoever watches knows that the device has not come to a standstill
     * @param language of the words that attacks replace
     */
    public DjlEvaluator(EvaluatorSettings settings, Runnable advanced, Language language) {
        this.settings = settings;
        this.advanced = advanced;
        this.language = language;
        this.device = TorchDevice.open(settings.device(), settings.threads());
        this.root = device.newManager();
        this.lanes = new Lanes(device);
        this.bases = new BudgetCache<>(settings.baseBytes(), LoadedBase::bytes);
        this.splits = new BudgetCache<>(settings.splitBytes(), this::bytes);
        this.members = new BudgetCache<>(settings.memberBytes(), member -> member.weights().bytes());
        this.sentenceEncoders = new BudgetCache<>(settings.baseBytes(), LoadedBase::bytes);
        this.wordVectors = new BudgetCache<>(settings.memberBytes(), WordVectors::bytes);
        this.decoders = new DecoderEvaluator(root, settings.precision(), settings.baseBytes(), settings.splitBytes(),
                batchTokens(), StockTokens::open, advanced);
    }

    @Override
    public String device() {
        return settings.precision() == Precision.FLOAT32
                ? device.name()
                : device.name() + " " + settings.precision().label();
    }

    /** Threads of one operation on the CPU. */
    public int threads() {
        return device.threads();
    }

    @Override
    public synchronized EvaluationResult evaluate(EvaluationJob job) {
        return DeviceFailures.translated(device, () -> measured(job));
    }

    private EvaluationResult measured(EvaluationJob job) {
        long start = System.nanoTime();
        if (isDecoder(job)) {
            var scored = decoders.score(job, () -> read(job.split(), job.limits()),
                    () -> MemberMean.of(weights(sorted(job))));
            return result(job, scored.scores(), scored.labels(), scored.badRows(), start, Optional.empty());
        }
        LoadedBase base = base(job);
        PreparedSplit split = splits.get(splitKey(job), () -> prepare(job, base));
        AdaptedEncoder encoder = mount(job, base);
        int labels = job.split().labels().size();
        float[] logits;
        Optional<AttackOutcome> attacked;
        try (DeviceHead head = DeviceHead.of(job.head(), base.weights(), root)) {
            logits = logits(encoder, head, split, labels);
            attacked = switch (job.attack()) {
                case Attack.None _ -> Optional.empty();
                case Attack.Fgsm attack -> Optional.of(attack(attack, encoder, head, split, labels));
                case Attack.TextFooler attack -> Optional.of(fool(attack, job, base, encoder, head, logits));
            };
        }
        return result(job, logits, split.labels(), split.badRows(), start, attacked);
    }

    /** Its products are large enough for all cores to work on one. */
    private boolean isDecoder(EvaluationJob job) {
        return decoderBases.computeIfAbsent(job.base().digest(), _ -> DecoderEvaluator.takes(job.base().files()));
    }

    @Override
    public synchronized Optional<List<EvaluationResult>> evaluateAll(List<EvaluationJob> jobs, BooleanSupplier wanted) {
        if (lanes.count() == 1 || jobs.size() == 1 || !alike(jobs) || isDecoder(jobs.getFirst())) {
            return Evaluator.super.evaluateAll(jobs, wanted);
        }
        return DeviceFailures.translated(device, () -> {
            LoadedBase base = base(jobs.getFirst());
            return lanes.map(jobs, job -> inLane(job, base), wanted);
        });
    }

    /** Whether jobs may share what is kept of a split: the base model and, because prefixes differ, the method. */
    private static boolean alike(List<EvaluationJob> jobs) {
        EvaluationJob first = jobs.getFirst();
        for (EvaluationJob job : jobs) {
            if (!(job.attack() instanceof Attack.None) || !job.base().digest().equals(first.base().digest())
                    || method(job) != method(first)) {
                return false;
            }
        }
        return true;
    }

    private static AdapterMethod method(EvaluationJob job) {
        return job.members().getFirst().adapter().config().method();
    }

    /** An evaluation beside others: its encoder and head are its own. */
    private EvaluationResult inLane(EvaluationJob job, LoadedBase base) {
        long start = System.nanoTime();
        PreparedSplit.Lease lease;
        List<MemberWeights> weights;
        synchronized (caches) {
            weights = weights(sorted(job));
            lease = splits.get(splitKey(job), () -> prepare(job, base)).lease();
        }
        try (lease;
                AdaptedEncoder encoder = AdaptedEncoder.of(base.weights(), MemberMean.of(weights), root);
                DeviceHead head = DeviceHead.of(job.head(), base.weights(), root)) {
            float[] logits = logits(encoder, head, lease.split(), job.split().labels().size());
            return result(job, logits, lease.split().labels(), lease.split().badRows(), start, Optional.empty());
        }
    }

    /** [rows, C] row-major in the order of the file: fetched from the device at the end, so that it need not wait in between. */
    private float[] logits(AdaptedEncoder encoder, DeviceHead head, PreparedSplit split, int labels) {
        float[] logits = new float[split.rows() * labels];
        NDManager keep = keeps(split) ? split.manager() : null;
        try (NDManager results = root.newSubManager()) {
            NDList parts = new NDList(split.batches().size());
            for (PreparedBatch batch : split.batches()) {
                parts.add(batch.logitsOnDevice(encoder, head, results, keep));
                advanced.run();
            }
            float[] all = encoder.base().precision()
                    .values(parts.size() == 1 ? parts.getFirst() : NDArrays.concat(parts));
            int from = 0;
            for (PreparedBatch batch : split.batches()) {
                int[] rows = batch.tokens().rows();
                scatter(all, from, rows, logits, labels);
                from += rows.length * labels;
            }
        }
        return logits;
    }

    private EvaluationResult result(EvaluationJob job, float[] logits, int[] truth, int badRows, long start,
            Optional<AttackOutcome> attacked) {
        RowScores scores = new RowScores(logits, job.split().labels().size());
        return new EvaluationResult(scores.outcomes(truth), badRows,
                (System.nanoTime() - start) / 1e9, device(),
                scores.first(Math.min(truth.length, job.limits().logitRows())), attacked);
    }

    private LoadedBase base(EvaluationJob job) {
        return bases.get(job.base().digest(),
                () -> LoadedBase.load(job.base().files(), settings.precision(), root));
    }

    private AttackOutcome attack(Attack.Fgsm attack, AdaptedEncoder encoder, DeviceHead head, PreparedSplit split,
            int labels) {
        Fgsm fgsm = new Fgsm(encoder, head, attack.epsilon());
        float[] logits = new float[split.rows() * labels];
        for (PreparedBatch batch : split.batches()) {
            int[] rows = batch.tokens().rows();
            int[] truth = new int[rows.length];
            for (int i = 0; i < rows.length; i++) {
                truth[i] = split.label(rows[i]);
            }
            scatter(fgsm.logits(batch.tokens(), truth, root), 0, rows, logits, labels);
            advanced.run();
        }
        return new AttackOutcome(attack, new RowScores(logits, labels).outcomes(split.labels()));
    }

    private AttackOutcome fool(Attack.TextFooler attack, EvaluationJob job, LoadedBase base, AdaptedEncoder encoder,
            DeviceHead head, float[] clean) {
        DomainRows domain = read(job.split(), job.limits());
        int labels = job.split().labels().size();
        int maxLength = job.limits().maxLength();
        var batching = new DjlVictim.Batching(job.limits().batchSize(), batchTokens(), root);
        LoadedBase sentences = job.aids().encoder().map(source -> sentenceEncoders.get(source.digest(),
                () -> LoadedBase.load(source.files(), settings.precision(), root))).orElse(base);
        Language words = job.aids().wordVectors()
                .map(source -> language.with(wordVectors.get(
                        new VectorsKey(source.name(), source.size(), attack.cosine()),
                        () -> WordVectors.read(new ByteSourceStream(source), source.name(), attack.cosine()))))
                .orElse(language);
        float[][] logits = new float[domain.rows().size()][];
        for (int row = 0; row < logits.length; row++) {
            logits[row] = Arrays.copyOfRange(clean, row * labels, (row + 1) * labels);
        }
        return new TextFooler(attack, words, new MeanEmbedding(sentences, maxLength, batching, advanced),
                new DjlVictim(base.tokenizer(maxLength), encoder, head, batching, domain.pairs(), labels, advanced))
                .attack(domain.rows(), logits);
    }

    private static DomainRows read(EvaluationJob.Split split, EvaluationJob.Limits limits) {
        return split.read(limits.rowLimit());
    }

    private static void scatter(float[] part, int from, int[] rows, float[] logits, int labels) {
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(part, from + i * labels, logits, rows[i] * labels, labels);
        }
    }

    @Override
    public synchronized float[] embed(EvaluationJob.BaseSource source, EvaluationJob.Split texts,
            EvaluationJob.Limits limits) {
        return DeviceFailures.translated(device, () -> embedding(source, texts, limits));
    }

    private float[] embedding(EvaluationJob.BaseSource source, EvaluationJob.Split texts,
            EvaluationJob.Limits limits) {
        LoadedBase base = bases.get(source.digest(),
                () -> LoadedBase.load(source.files(), settings.precision(), root));
        DomainRows domain = read(texts, limits);
        List<EncodedRow> encoded = base.tokenizer(limits.maxLength()).encode(domain);
        try (PreparedSplit split = PreparedSplit.of(encoded, new int[encoded.size()], domain.badRows(),
                base.weights().config().padTokenId(), limits.batchSize(), batchTokens(),
                base.weights().config().hiddenSize(), root)) {
            return TextEmbedding.of(base.weights(), split, root);
        }
    }

    @Override
    public synchronized void close() {
        lanes.close();
        unmount();
        splits.close();
        members.close();
        wordVectors.close();
        sentenceEncoders.close();
        bases.close();
        decoders.close();
        root.close();
    }

    /** Arrays on the device that this evaluator holds between evaluations: the same after each of equal ones. */
    synchronized int openArrays() {
        return root.getManagedArrays().size();
    }

    /** A GPU has no caches to fit into and idles between small batches. */
    private int batchTokens() {
        return device.isGpu() ? GPU_FACTOR * settings.batchTokens() : settings.batchTokens();
    }

    private static SplitKey splitKey(EvaluationJob job) {
        var limits = job.limits();
        return new SplitKey(job.base().digest(), job.split().key(), job.split().labels(), limits.maxLength(),
                limits.batchSize(), limits.rowLimit());
    }

    private PreparedSplit prepare(EvaluationJob job, LoadedBase base) {
        var limits = job.limits();
        DomainRows domain = read(job.split(), limits);
        List<EncodedRow> encoded = base.tokenizer(limits.maxLength()).encode(domain);
        int[] labels = new int[encoded.size()];
        for (int i = 0; i < labels.length; i++) {
            Row row = domain.rows().get(i);
            labels[i] = row.label();
        }
        return PreparedSplit.of(encoded, labels, domain.badRows(), base.weights().config().padTokenId(),
                limits.batchSize(), batchTokens(), base.weights().config().hiddenSize(), root);
    }

    private AdaptedEncoder mount(EvaluationJob job, LoadedBase base) {
        List<EvaluationJob.Member> sorted = sorted(job);
        List<String> ids = sorted.stream().map(EvaluationJob.Member::id).toList();
        Mounted current = mounted;
        if (current != null && current.base() == base && current.members().equals(ids)) {
            return current.encoder();
        }
        List<MemberWeights> weights = weights(sorted);
        unmount();
        AdaptedEncoder encoder = AdaptedEncoder.of(base.weights(), MemberMean.of(weights), root);
        mounted = new Mounted(base, ids, encoder);
        return encoder;
    }

    private static List<EvaluationJob.Member> sorted(EvaluationJob job) {
        List<EvaluationJob.Member> sorted = new ArrayList<>(job.members());
        sorted.sort(Comparator.comparing(EvaluationJob.Member::id));
        return sorted;
    }

    private List<MemberWeights> weights(List<EvaluationJob.Member> sorted) {
        List<MemberWeights> weights = new ArrayList<>(sorted.size());
        for (EvaluationJob.Member member : sorted) {
            weights.add(members.get(member.id(), () -> new KeptMember(MemberWeights.read(member.adapter()))).weights());
        }
        return weights;
    }

    private void unmount() {
        if (mounted != null) {
            mounted.encoder().close();
        }
        mounted = null;
    }

    /** A split that would fill half of the budget with prefixes computes them anew each time. */
    private boolean keeps(PreparedSplit split) {
        return split.prefixBytes() <= settings.splitBytes() / 2;
    }

    private long bytes(PreparedSplit split) {
        return 2 * Long.BYTES * split.tokens() + (keeps(split) ? split.prefixBytes() : 0);
    }
}
