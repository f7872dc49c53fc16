package dev.shaker.tensor;

import java.util.Arrays;
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
 * Packing floats that lie in no cache, against the copy of the same floats: bytes of floats a nanosecond, so GB/s. The bound of
 * the target is {@code copy}; {@code plain} is the oracle that the result is checked against first.
 */
@State(Scope.Thread)
@Fork(value = 1, jvmArgsAppend = "-Xmx2g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 7, time = 1)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PackingBenchmark {
    private static final int FLOATS = 1 << 25;
    private static final int BYTES = 4 * FLOATS;

    private final float[] values = new float[FLOATS];
    private final float[] copy = new float[FLOATS];
    private final long[] sign = new long[FLOATS / 64];
    private final long[] nonZero = new long[FLOATS / 64];

    @Setup
    public void checked() {
        Random random = new Random(3);
        for (int i = 0; i < FLOATS; i++) {
            values[i] = i % 17 == 0 ? i % 2 == 0 ? 0f : -0f : random.nextFloat() - 0.5f;
        }
        long[] expectedSign = new long[FLOATS / 64];
        long[] expectedNonZero = new long[FLOATS / 64];
        SignPacking.packPlainly(values, 0, FLOATS, expectedSign, expectedNonZero, 0);
        SignPacking.pack(values, 0, FLOATS, sign, nonZero, 0);
        if (!Arrays.equals(sign, expectedSign) || !Arrays.equals(nonZero, expectedNonZero)
                || FiniteCheck.firstNotFinite(values) != -1) {
            throw new IllegalStateException("packed planes differ from the plain ones");
        }
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public long[] pack(ProcessorTime time) {
        SignPacking.pack(values, 0, FLOATS, sign, nonZero, 0);
        return sign;
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public float[] copy(ProcessorTime time) {
        System.arraycopy(values, 0, copy, 0, FLOATS);
        return copy;
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public int finiteCheck(ProcessorTime time) {
        return FiniteCheck.firstNotFinite(values);
    }

    @Benchmark
    @OperationsPerInvocation(BYTES)
    public long[] plain(ProcessorTime time) {
        SignPacking.packPlainly(values, 0, FLOATS, sign, nonZero, 0);
        return sign;
    }
}
