package dev.shaker.djl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.adapter.base.TensorLookup;
import dev.shaker.djl.torch.Precision;
import dev.shaker.evaluation.sweep.MemberWeights;
import dev.shaker.tensor.TensorShape;

/**
 * How fast a device evaluates Pfeiffer mixtures on a RoBERTa of random weights: src/test/sh/device-speed.sh runs it. Nothing is
 * read from files; the prefix before the first adapter is kept, as in a sweep.
 */
public final class DeviceSpeed {
    /** All subsets of 13 domains, each evaluated on its members: 13 times 2^12. */
    private static final long COMBINATIONS = 53_248;

    private DeviceSpeed() {
    }

    /** What is measured. */
    record Plan(BaseModelConfig config, int bottleneck, int tokens, int batchRows, int batches, int rounds) {
        /** RoBERTa-large with the paper's bottleneck of 64 at 128 tokens. */
        static Plan large() {
            return new Plan(roberta(1024, 24, 16, 4096, 50_265, 514), 64, 128, 64, 8, 10);
        }

        /** Small enough for a test of this program. */
        static Plan small() {
            return new Plan(roberta(64, 3, 4, 128, 200, 40), 8, 16, 8, 2, 3);
        }

        private static BaseModelConfig roberta(int hidden, int layers, int heads, int wide, int vocabulary,
                int positions) {
            return new BaseModelConfig(BaseModelConfig.Family.ROBERTA, "random", hidden, layers, heads, wide,
                    vocabulary, positions, 1, 1e-5, NonLinearity.GELU, 1);
        }

        /** Floating-point operations that one row costs behind its kept prefix, two for each multiplication; vector operations left out. */
        double operations() {
            double h = config.hiddenSize();
            double block = 4 * h * h + 2 * h * config.intermediateSize();
            double adapter = 2 * h * bottleneck;
            double full = tokens * (block + adapter + 2 * h * tokens);
            double first = tokens * adapter;
            double last = 2 * (double) config.heads() * h * tokens + block + adapter;
            return 2 * (first + (config.layers() - 2) * full + last);
        }
    }

    /**
     * @param rowsPerSecond rows classified
     * @param flops of {@link Plan#operations}, per second
     * @param peak what one large matrix product reaches on the device in the same precision
     * @param logits [B, C] of the last batch
     */
    record Figures(String device, double rowsPerSecond, double flops, double peak, float[] logits) {}

    /** Arguments: {@code large} or {@code small}, device, precision, rows of one evaluation, peak in TFLOP/s where the maker's is to be the measure. */
    public static void main(String[] arguments) {
        Plan plan = arguments[0].equals("large") ? Plan.large() : Plan.small();
        Figures figures = measure(plan, arguments[1], Precision.named(arguments[2]));
        int rows = Integer.parseInt(arguments[3]);
        double nominal = arguments.length > 4 ? Double.parseDouble(arguments[4]) * 1e12 : 0;
        System.out.printf(Locale.ROOT,
                "%s %s %s: %.1f rows/s, %.3f TFLOP/s, %.0f %% of the %.3f TFLOP/s of a large product%s%n",
                figures.device(), arguments[0], arguments[2], figures.rowsPerSecond(), figures.flops() / 1e12,
                100 * figures.flops() / figures.peak(), figures.peak() / 1e12,
                nominal == 0
                        ? ""
                        : String.format(Locale.ROOT, ", %.0f %% of the maker's peak", 100 * figures.flops() / nominal));
        System.out.printf(Locale.ROOT, "all %d combinations on %d rows each: %.2f hours%n", COMBINATIONS, rows,
                COMBINATIONS * (double) rows / figures.rowsPerSecond() / 3600);
    }

    static Figures measure(Plan plan, String choice, Precision precision) {
        TorchDevice device = TorchDevice.open(choice, 0);
        SplittableRandom random = new SplittableRandom(1);
        try (NDManager root = device.newManager()) {
            EncoderWeights base = EncoderWeights.load(plan.config(), new RandomTensors(plan.config(), random),
                    precision, root);
            AdaptedEncoder encoder = AdaptedEncoder.of(base, adapter(plan, random), root);
            DeviceHead head = DeviceHead.of(head(plan, random), base, root);
            List<EncodedRow> rows = rows(plan, random);
            try (PreparedSplit split = PreparedSplit.of(rows, new int[rows.size()], 0, plan.config().padTokenId(),
                    plan.batchRows(),
                    Integer.MAX_VALUE, plan.config().hiddenSize(), root)) {
                float[] logits = round(encoder, head, split, root);
                long start = System.nanoTime();
                for (int round = 0; round < plan.rounds(); round++) {
                    logits = round(encoder, head, split, root);
                }
                double seconds = (System.nanoTime() - start) / 1e9;
                double rate = plan.rounds() * (double) rows.size() / seconds;
                return new Figures(device.name(), rate, rate * plan.operations(), peak(device, precision, root),
                        logits);
            }
        }
    }

    /** One evaluation of all rows; its end waits for the device. Returns the last batch's logits. */
    private static float[] round(AdaptedEncoder encoder, DeviceHead head, PreparedSplit split, NDManager root) {
        try (NDManager results = root.newSubManager()) {
            NDArray last = null;
            for (PreparedBatch batch : split.batches()) {
                last = batch.logitsOnDevice(encoder, head, results, split.manager());
            }
            return encoder.base().precision().values(java.util.Objects.requireNonNull(last));
        }
    }

    /** Operations a second of the best of several square products. */
    private static double peak(TorchDevice device, Precision precision, NDManager root) {
        // Processors compute in float16 as if by hand.
        int n = device.isGpu() ? 8192 : precision == Precision.FLOAT16 ? 256 : 1024;
        int products = device.isGpu() ? 50 : 5;
        double best = 0;
        try (NDManager scope = root.newSubManager()) {
            NDArray a = precision.of(scope.randomNormal(0, 1, new Shape(n, n), DataType.FLOAT32));
            NDArray corner = a.get("0:1, 0:1");
            corner.toType(DataType.FLOAT32, false).toFloatArray();
            for (int turn = 0; turn < 4; turn++) {
                long start = System.nanoTime();
                for (int i = 0; i < products; i++) {
                    try (NDArray c = a.matMul(a)) {
                        if (i == products - 1) {
                            // To read one number is to wait for all products before it.
                            c.get("0:1, 0:1").toType(DataType.FLOAT32, false).toFloatArray();
                        }
                    }
                }
                best = Math.max(best, products * 2.0 * n * n * n / ((System.nanoTime() - start) / 1e9));
            }
        }
        return best;
    }

    private static List<EncodedRow> rows(Plan plan, SplittableRandom random) {
        List<EncodedRow> rows = new ArrayList<>();
        for (int row = 0; row < plan.batchRows() * plan.batches(); row++) {
            int[] ids = new int[plan.tokens()];
            for (int t = 0; t < ids.length; t++) {
                ids[t] = random.nextInt(3, plan.config().vocabularySize());
            }
            rows.add(new EncodedRow(ids, ids.length));
        }
        return rows;
    }

    private static MemberWeights adapter(Plan plan, SplittableRandom random) {
        int hidden = plan.config().hiddenSize();
        int size = plan.bottleneck();
        SortedMap<String, MemberWeights.Layer> layers = new TreeMap<>();
        for (int i = 0; i < plan.config().layers(); i++) {
            String site = "encoder.layer." + i + ".output.adapter.";
            layers.put(site + "down.weight", layer(random, size, hidden));
            layers.put(site + "down.bias", layer(random, size));
            layers.put(site + "up.weight", layer(random, hidden, size));
            layers.put(site + "up.bias", layer(random, hidden));
        }
        return new MemberWeights(new BottleneckConfig(AdapterMethod.PFEIFFER, hidden, size, NonLinearity.RELU, 1),
                layers);
    }

    private static MemberWeights.Layer layer(SplittableRandom random, int... shape) {
        TensorShape extents = TensorShape.of(shape);
        return new MemberWeights.Layer(extents, values(random, extents));
    }

    private static Head head(Plan plan, SplittableRandom random) {
        int hidden = plan.config().hiddenSize();
        List<AdapterLayer> layers = List.of(new AdapterLayer("1.bias", TensorShape.of(2), "1.bias"),
                new AdapterLayer("1.weight", TensorShape.of(2, hidden), "1.weight"));
        return new Head(new HeadConfig.Flexible(2, 1, NonLinearity.IDENTITY, false, true), new Tensors() {
            @Override
            public List<AdapterLayer> layers() {
                return layers;
            }

            @Override
            public float[] read(AdapterLayer layer) {
                return values(random, layer.shape());
            }
        });
    }

    private static float[] values(SplittableRandom random, TensorShape shape) {
        int size = 1;
        for (int axis = 0; axis < shape.rank(); axis++) {
            size *= shape.dimension(axis);
        }
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (0.04 * random.nextDouble() - 0.02);
        }
        return values;
    }

    /** A base model's tensors, made as they are asked for. */
    private record RandomTensors(BaseModelConfig config, SplittableRandom random) implements TensorLookup {
        @Override
        public boolean has(String name) {
            return !name.startsWith("pooler.");
        }

        @Override
        public TensorShape shape(String name) {
            int hidden = config.hiddenSize();
            if (name.startsWith("embeddings.word")) {
                return TensorShape.of(config.vocabularySize(), hidden);
            }
            if (name.startsWith("embeddings.position")) {
                return TensorShape.of(config.maxPositions(), hidden);
            }
            if (name.startsWith("embeddings.token")) {
                return TensorShape.of(config.typeVocabularySize(), hidden);
            }
            boolean wide = name.contains(".intermediate.");
            if (name.contains("LayerNorm") || name.endsWith(".bias")) {
                return TensorShape.of(wide ? config.intermediateSize() : hidden);
            }
            boolean narrow = name.endsWith(".output.dense.weight") && !name.contains("attention");
            return wide
                    ? TensorShape.of(config.intermediateSize(), hidden)
                    : TensorShape.of(hidden, narrow ? config.intermediateSize() : hidden);
        }

        @Override
        public float[] read(String name) {
            float[] values = values(random, shape(name));
            if (name.endsWith("LayerNorm.weight")) {
                java.util.Arrays.fill(values, 1);
            }
            return values;
        }
    }
}
