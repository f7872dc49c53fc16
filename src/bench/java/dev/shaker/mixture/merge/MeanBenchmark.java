package dev.shaker.mixture.merge;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import dev.shaker.adapter.AdapterLayer;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BottleneckConfig;
import dev.shaker.adapter.NonLinearity;
import dev.shaker.adapter.Tensors;
import dev.shaker.bench.ProcessorTime;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.tensor.TensorShape;

/**
 * The mean of 13 adapters of RoBERTa-large Pfeiffer size that lie in memory and in no cache: bytes read a nanosecond, so GB/s.
 * The bound is {@code copy}, of as many bytes.
 */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class MeanBenchmark {
    private static final int MEMBERS = 13;
    private static final int TENSORS = 48;
    private static final int ELEMENTS = 64 * 1024;
    private static final int BYTES = 4 * MEMBERS * TENSORS * ELEMENTS;

    private final float[] source = new float[BYTES / 4];
    private final float[] target = new float[BYTES / 4];
    private final List<Tensors> members = new ArrayList<>();
    private Tensors mean = new Loaded(List.of(), List.of());

    /** Tensors that are handed out as they lie there. */
    private record Loaded(List<AdapterLayer> layers, List<float[]> values) implements Tensors {
        @Override
        public float[] read(AdapterLayer layer) {
            return values.get(layers.indexOf(layer));
        }
    }

    @Setup
    public void checked() {
        Random random = new Random(7);
        List<BodyPart> parts = new ArrayList<>();
        var config = new BottleneckConfig(AdapterMethod.PFEIFFER, 1024, 64, NonLinearity.RELU, 1);
        for (int member = 0; member < MEMBERS; member++) {
            List<AdapterLayer> layers = new ArrayList<>();
            List<float[]> values = new ArrayList<>();
            for (int tensor = 0; tensor < TENSORS; tensor++) {
                float[] value = new float[ELEMENTS];
                for (int i = 0; i < ELEMENTS; i++) {
                    value[i] = random.nextFloat() - 0.5f;
                }
                layers.add(new AdapterLayer("tensor" + tensor, TensorShape.of(64, 1024), ""));
                values.add(value);
            }
            members.add(new Loaded(layers, values));
            parts.add(new BodyPart(new DomainName("d" + member), "d" + member, config, members.get(member), BigDecimal.ONE));
        }
        mean = Merger.merge(Merging.Mean.EQUAL, parts).tensors();
        for (AdapterLayer layer : mean.layers()) {
            float[] values = mean.read(layer);
            List<float[]> read = members.stream().map(member -> member.read(layer)).toList();
            for (int i = 0; i < ELEMENTS; i++) {
                double sum = 0;
                for (float[] member : read) {
                    sum += member[i];
                }
                if (values[i] != (float) (sum / MEMBERS)) {
                    throw new IllegalStateException("the mean differs from the plain one");
                }
            }
        }
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public float mean(ProcessorTime time) {
        float sum = 0;
        for (AdapterLayer layer : mean.layers()) {
            sum += mean.read(layer)[1];
        }
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public float[] copy(ProcessorTime time) {
        System.arraycopy(source, 0, target, 0, source.length);
        return target;
    }
}
