package dev.shaker.fsd;

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
import dev.shaker.tensor.SignPlanes;

/**
 * Counting the conflicts of two adapters of RoBERTa-large Pfeiffer size, planes in memory: parameters a nanosecond, so
 * Gparam/s. {@code literal} is Alg. 3 by hand, the oracle.
 */
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ConflictBenchmark {
    private static final int PARAMETERS = 3_200_000;

    private final float[] a = new float[PARAMETERS];
    private final float[] b = new float[PARAMETERS];
    private SignPlanes left = SignPlanes.pack(a);
    private SignPlanes right = SignPlanes.pack(b);

    @Setup
    public void checked() {
        Random random = new Random(5);
        for (int i = 0; i < PARAMETERS; i++) {
            a[i] = i % 11 == 0 ? 0 : random.nextFloat() - 0.5f;
            b[i] = i % 13 == 0 ? 0 : random.nextFloat() - 0.5f;
        }
        left = SignPlanes.pack(a);
        right = SignPlanes.pack(b);
        if (conflicts(new ProcessorTime()) != literal(new ProcessorTime())) {
            throw new IllegalStateException("the counts differ");
        }
    }

    @Benchmark
    @OperationsPerInvocation(PARAMETERS)
    public long conflicts(ProcessorTime time) {
        return ConflictCounter.conflicts(left.sign(), left.nonZero(), right.sign(), right.nonZero(),
                SignPlanes.words(PARAMETERS));
    }

    /** With the count of positions where both are non-zero, as rows of the matrix have it. */
    @Benchmark
    @OperationsPerInvocation(PARAMETERS)
    public LayerConflicts bothCounts(ProcessorTime time) {
        return PairCounter.layer("all", left, right);
    }

    @Benchmark
    @OperationsPerInvocation(PARAMETERS)
    public long literal(ProcessorTime time) {
        return NaiveConflicts.count("all", a, b).conflicts();
    }
}
