package dev.shaker.fsd;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.LoraConfig;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.UpdateSample;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.SignPlaneFile;
import dev.shaker.tensor.SignPlanes;
import dev.shaker.tensor.TensorShape;

/**
 * What basis {@code update} costs on the shapes of a decoder, exact and sampled, and how far they are apart. As a program:
 * {@code LargeUpdates llama-qv 16 1000 4} is Llama-3-8B (32 layers, q_proj 4096 x 4096, v_proj 1024 x 4096) at rank 16 and one new
 * row of a space of 1,000, four pairs being compared exactly too; {@code llama-all} has all seven linear modules of a layer. Adapters are synthetic: each is a part of a
 * common update and a part of its own, in shares that differ by module and by row. A fifth argument is
 * {@code shaker.fsd.adapter-elements}.
 */
final class LargeUpdates {
    /** Files of planes on disk at once; a larger space reads them several times. */
    private static final int DISTINCT = 200;

    private final Map<String, int[]> modules;
    private final int rank;
    private final UpdateSample sample;
    private final LoraConfig config;

    /** @param modules [out, in] by name */
    LargeUpdates(Map<String, int[]> modules, int rank, UpdateSample sample) {
        this.modules = new TreeMap<>(modules);
        this.rank = rank;
        this.sample = sample;
        Map<String, Integer> ranks = new HashMap<>();
        Map<String, Double> alphas = new HashMap<>();
        modules.keySet().forEach(module -> {
            ranks.put(module, rank);
            alphas.put(module, 2.0 * rank);
        });
        this.config = new LoraConfig(0, rank, 2.0 * rank, false, new TreeSet<>(), ranks, alphas);
    }

    static Map<String, int[]> llama(boolean all) {
        Map<String, int[]> modules = new TreeMap<>();
        for (int i = 0; i < 32; i++) {
            String layer = "layers." + i + ".";
            modules.put(layer + "self_attn.q_proj", new int[]{ 4096, 4096 });
            modules.put(layer + "self_attn.v_proj", new int[]{ 1024, 4096 });
            if (all) {
                modules.put(layer + "self_attn.k_proj", new int[]{ 1024, 4096 });
                modules.put(layer + "self_attn.o_proj", new int[]{ 4096, 4096 });
                modules.put(layer + "mlp.gate_proj", new int[]{ 14_336, 4096 });
                modules.put(layer + "mlp.up_proj", new int[]{ 14_336, 4096 });
                modules.put(layer + "mlp.down_proj", new int[]{ 4096, 14_336 });
            }
        }
        return modules;
    }

    /** Of two adapters: FSD of all positions and of the sampled ones. */
    record Compared(double exact, PairConflicts sampled) {
        double error() {
            return Math.abs(sampled.fsd().toDouble() - exact);
        }
    }

    /** Module by module, so that the exact planes of one are held. */
    Compared compare(long one, long other) {
        Map<String, SignPlanes> a = new TreeMap<>();
        Map<String, SignPlanes> b = new TreeMap<>();
        long conflicts = 0;
        long total = 0;
        for (String module : modules.keySet()) {
            SignPlanes wholeA = exact(module, one);
            SignPlanes wholeB = exact(module, other);
            LayerConflicts counted = PairCounter.layer(module, wholeA, wholeB);
            conflicts += counted.conflicts();
            total += counted.total();
        }
        a.putAll(sampled(one));
        b.putAll(sampled(other));
        return new Compared((double) conflicts / total, PairCounter.count(a, b, Basis.UPDATE).orElseThrow());
    }

    SequencedMap<String, SignPlanes> sampled(long adapter) {
        return UpdatePlanes.of(config, new Synthetic(modules.keySet(), adapter), Optional.of(sample));
    }

    static long bytes(Map<String, SignPlanes> planes) {
        return planes.values().stream().mapToLong(layer -> 16L * SignPlanes.words(layer.elements())).sum();
    }

    /** Seconds of one new row against so many adapters whose planes lie in files, each of which is read once for each. */
    double row(SequencedMap<String, SignPlanes> planes, int adapters, int distinct) throws IOException {
        Path directory = Files.createTempDirectory("planes");
        try {
            SplittableRandom random = new SplittableRandom(5);
            List<Path> files = new ArrayList<>();
            for (int i = 0; i < Math.min(adapters, distinct); i++) {
                Path file = directory.resolve(i + ".planes");
                try (OutputStream out = Files.newOutputStream(file)) {
                    SignPlaneFile.write(out, "other" + i, others(planes, random));
                }
                files.add(file);
            }
            List<String> names = IntStream.range(0, adapters).mapToObj(Integer::toString).toList();
            long start = System.nanoTime();
            Map<String, PairConflicts> row = RowCounter.row(planes, names,
                    name -> SignPlaneFile.open(new FileByteSource(files.get(Integer.parseInt(name) % files.size())))
                            .readAll(),
                    Basis.UPDATE, Runtime.getRuntime().availableProcessors());
            double seconds = (System.nanoTime() - start) / 1e9;
            if (row.size() != adapters || row.values().stream().anyMatch(pair -> !pair.noSharedDirection())) {
                throw new IllegalStateException("random signs must disagree in one half");
            }
            return seconds;
        } finally {
            try (Stream<Path> all = Files.walk(directory)) {
                all.sorted(Comparator.reverseOrder()).forEach(LargeUpdates::delete);
            }
        }
    }

    private static SequencedMap<String, SignPlanes> others(Map<String, SignPlanes> planes, SplittableRandom random) {
        SequencedMap<String, SignPlanes> others = new LinkedHashMap<>();
        planes.forEach((name, layer) -> {
            long[] sign = new long[layer.sign().length];
            for (int i = 0; i < sign.length; i++) {
                sign[i] = random.nextLong() & layer.nonZero()[i];
            }
            SignPlanes other = SignPlanes.of(layer.elements(), sign, layer.nonZero().clone());
            others.put(name, layer.sample().map(other::asSampleOf).orElse(other));
        });
        return others;
    }

    private static void delete(Path path) {
        try {
            Files.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SignPlanes exact(String module, long adapter) {
        return UpdatePlanes.of(config, new Synthetic(List.of(module), adapter)).get(module);
    }

    /** Factors drawn anew whenever they are read. */
    private final class Synthetic implements Tensors {
        private final Iterable<String> names;
        private final long adapter;

        Synthetic(Iterable<String> names, long adapter) {
            this.names = names;
            this.adapter = adapter;
        }

        @Override
        public List<AdapterLayer> layers() {
            List<AdapterLayer> layers = new ArrayList<>();
            for (String name : names) {
                int[] shape = modules.getOrDefault(name, new int[2]);
                layers.add(new AdapterLayer(name + ".lora_A", TensorShape.of(rank, shape[1]), name));
                layers.add(new AdapterLayer(name + ".lora_B", TensorShape.of(shape[0], rank), name));
            }
            return layers;
        }

        @Override
        public float[] read(AdapterLayer layer) {
            SplittableRandom common = new SplittableRandom(layer.name().hashCode());
            SplittableRandom own = new SplittableRandom(layer.name().hashCode() + 31 * adapter);
            int width = layer.shape().dimension(1);
            float[] values = new float[Math.toIntExact(layer.shape().elements())];
            double share = 0.2 + 0.7 * common.nextDouble();
            for (int i = 0; i < values.length; i += width) {
                double shared = layer.name().endsWith("B") ? share * common.nextDouble() : share;
                for (int j = i; j < i + width; j++) {
                    values[j] = (float) (shared * triangular(common) + (1 - shared) * triangular(own));
                }
            }
            return values;
        }

        /** Symmetric about 0. */
        private static double triangular(SplittableRandom random) {
            double one = random.nextDouble();
            return one - random.nextDouble();
        }
    }

    /** Of this thread, in nanoseconds: the clock tells what else the machine does. */
    private static long processorTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    public static void main(String[] args) throws IOException {
        Map<String, int[]> shapes = llama(args[0].equals("llama-all"));
        long most = args.length > 4 ? Long.parseLong(args[4]) : 60_000_000;
        UpdateSample sample = new UpdateSample(1 << 20, 1)
                .within(shapes.values().stream().map(TensorShape::of).toList(), most);
        LargeUpdates updates = new LargeUpdates(shapes, Integer.parseInt(args[1]), sample);
        Synthetic drawn = updates.new Synthetic(updates.modules.keySet(), 1);
        drawn.layers().forEach(drawn::read);
        long start = processorTime();
        drawn.layers().forEach(drawn::read);
        double drawing = (processorTime() - start) / 1e9;
        updates.sampled(3);
        start = processorTime();
        SequencedMap<String, SignPlanes> planes = updates.sampled(1);
        double sampled = (processorTime() - start) / 1e9 - drawing;
        start = processorTime();
        long exactBytes = updates.modules.keySet().stream().mapToLong(
                module -> bytes(Map.of(module, updates.exact(module, 1)))).sum();
        double exact = (processorTime() - start) / 1e9 - drawing;
        System.out.printf(Locale.ROOT, "%s rank %s, processor time: exact %.1f s, %.1f MB; sampled %.2f s, %.1f MB%n",
                args[0], args[1],
                exact, exactBytes / 1e6, sampled, bytes(planes) / 1e6);
        for (int pair = 0; pair < Integer.parseInt(args[3]); pair++) {
            Compared compared = updates.compare(2L * pair, 2L * pair + 1);
            System.out.printf(Locale.ROOT, "pair %d: FSD exact %.5f, sampled %.5f, error %.5f, standard error %.5f%n",
                    pair, compared.exact(), compared.sampled().fsd().toDouble(), compared.error(),
                    compared.sampled().sampling().orElseThrow().standardError());
        }
        int adapters = Integer.parseInt(args[2]);
        if (adapters > 0) {
            System.out.printf(Locale.ROOT, "a row against %d: %.1f s%n", adapters,
                    updates.row(planes, adapters, DISTINCT));
        }
    }
}
