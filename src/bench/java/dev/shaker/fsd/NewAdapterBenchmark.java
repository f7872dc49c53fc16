package dev.shaker.fsd;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.AdapterScan;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.LocalFiles;
import dev.shaker.adapter.LocalSink;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.Tensors;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.adapter.io.AdapterWriter;
import dev.shaker.tensor.FileByteSource;
import dev.shaker.tensor.SignPlaneFile;
import dev.shaker.tensor.SignPlanes;
import dev.shaker.tensor.TensorShape;

/**
 * One new adapter of RoBERTa-large Pfeiffer size (3.2 M parameters, 96 tensors) against 1,000 registered ones on one thread:
 * its file is read, checked, digested and packed, then both counts of every layer of every pair are taken. The others' planes
 * are kept in memory (800 MB), or read from their plane files one by one.
 */
@State(Scope.Benchmark)
@Fork(value = 1, jvmArgsAppend = "-Xmx3g")
@Warmup(iterations = 3)
@Measurement(iterations = 7)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class NewAdapterBenchmark {
    private static final int REGISTERED = 1000;
    private static final int BLOCKS = 24;
    private static final int HIDDEN = 1024;
    private static final int BOTTLENECK = 64;

    private final SequencedMap<String, SequencedMap<String, SignPlanes>> registered = new LinkedHashMap<>();
    private Path directory = Path.of("");

    /** Gaussian values of a seed, made anew with each read. */
    private record Generated(List<AdapterLayer> layers, long seed) implements Tensors {
        @Override
        public float[] read(AdapterLayer layer) {
            Random random = new Random(seed * 31 + layer.name().hashCode());
            float[] values = new float[(int) layer.shape().elements()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return values;
        }
    }

    @Setup
    public void checked() throws IOException {
        directory = Files.createTempDirectory("new-adapter");
        Adapter adapter = adapter(1);
        AdapterWriter.writeAdapterHub(new LocalSink(directory.resolve("new")),
                AdapterWriter.Body.like(adapter, "new", adapter.body()::read));
        Random random = new Random(2);
        for (int i = 0; i < REGISTERED; i++) {
            SequencedMap<String, SignPlanes> planes = new LinkedHashMap<>();
            for (AdapterLayer layer : adapter.body().layers()) {
                planes.put(layer.name(), i == 0
                        ? SignPlanes.pack(adapter(2).body().read(layer))
                        : random(layer.shape().elements(), random));
            }
            registered.put("d" + i, planes);
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(directory.resolve("d" + i)))) {
                SignPlaneFile.write(out, "d" + i, planes);
            }
        }
        SortedMap<String, PairConflicts> row = keptPlanes();
        for (LayerConflicts layer : row.getOrDefault("d0", PairConflicts.of(List.of())).layers()) {
            float[] mine = adapter.body().read(adapter.body().layer(layer.layer()));
            float[] other = adapter(2).body().read(adapter.body().layer(layer.layer()));
            if (!NaiveConflicts.count(layer.layer(), mine, other).equals(layer)) {
                throw new IllegalStateException("the count of " + layer.layer() + " differs from the plain one");
            }
        }
        if (row.size() != REGISTERED || !row.equals(storedPlanes())) {
            throw new IllegalStateException("the rows differ");
        }
    }

    @TearDown
    public void removed() throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }

    @Benchmark
    public SortedMap<String, PairConflicts> keptPlanes() {
        return RowCounter.row(scan().planes(), registered.keySet(), domain -> registered.getOrDefault(domain, none()),
                Basis.FACTORS, 1);
    }

    @Benchmark
    public SortedMap<String, PairConflicts> storedPlanes() {
        return RowCounter.row(scan().planes(), registered.keySet(),
                domain -> SignPlaneFile.open(new FileByteSource(directory.resolve(domain))).readAll(), Basis.FACTORS,
                1);
    }

    /** The part of the new adapter's own read. */
    @Benchmark
    public AdapterScan scan() {
        return AdapterScan.scan(AdapterReader.open(new LocalFiles(directory.resolve("new"))));
    }

    private static SequencedMap<String, SignPlanes> none() {
        return new LinkedHashMap<>(Map.of());
    }

    private static SignPlanes random(long elements, Random random) {
        long[] sign = new long[SignPlanes.words(elements)];
        long[] nonZero = new long[sign.length];
        for (int i = 0; i < sign.length; i++) {
            nonZero[i] = random.nextLong();
            sign[i] = random.nextLong() & nonZero[i];
        }
        return SignPlanes.of(elements, sign, nonZero);
    }

    private static Adapter adapter(long seed) {
        List<AdapterLayer> layers = new ArrayList<>();
        for (int block = 0; block < BLOCKS; block++) {
            String module = "encoder.layer." + block + ".output.adapter.";
            layers.add(new AdapterLayer(module + "down.bias", TensorShape.of(BOTTLENECK), ""));
            layers.add(new AdapterLayer(module + "down.weight", TensorShape.of(BOTTLENECK, HIDDEN), ""));
            layers.add(new AdapterLayer(module + "up.bias", TensorShape.of(HIDDEN), ""));
            layers.add(new AdapterLayer(module + "up.weight", TensorShape.of(HIDDEN, BOTTLENECK), ""));
        }
        layers.sort((a, b) -> a.name().compareTo(b.name()));
        return new Adapter("generated", AdapterFormat.ADAPTER_HUB, "new", "roberta-large",
                new BottleneckConfig(AdapterMethod.PFEIFFER, HIDDEN, BOTTLENECK, NonLinearity.RELU, 1),
                new Generated(layers, seed), Optional.empty());
    }
}
