package dev.shaker.mixture.prune;

import java.math.BigDecimal;
import java.util.Arrays;
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

import dev.shaker.bench.ProcessorTime;

/**
 * The threshold of Alg. 2 at sparsity 0.9 over all 3.2 M parameters of one adapter: parameters a nanosecond. {@code sorted} is
 * the oracle.
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PruningBenchmark {
    private static final int PARAMETERS = 3_200_000;
    private static final BigDecimal SPARSITY = new BigDecimal("0.9");

    private final float[] values = new float[PARAMETERS];

    @Setup
    public void checked() {
        Random random = new Random(9);
        for (int i = 0; i < PARAMETERS; i++) {
            values[i] = (float) random.nextGaussian();
        }
        if (threshold(new ProcessorTime()) != sorted(new ProcessorTime())) {
            throw new IllegalStateException("the thresholds differ");
        }
    }

    @Benchmark
    @OperationsPerInvocation(PARAMETERS)
    public float threshold(ProcessorTime time) {
        return Pruner.threshold(List.of(values), SPARSITY);
    }

    @Benchmark
    @OperationsPerInvocation(PARAMETERS)
    public float sorted(ProcessorTime time) {
        float[] magnitudes = new float[PARAMETERS];
        for (int i = 0; i < PARAMETERS; i++) {
            magnitudes[i] = Math.abs(values[i]);
        }
        Arrays.sort(magnitudes);
        return magnitudes[9 * (PARAMETERS / 10)];
    }
}
