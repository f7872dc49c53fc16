package dev.shaker.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How much of a processor the benchmark's thread had: 1 on an idle machine. Speed divided by it is speed per processor time, which
 * does not suffer from other programs that take turns on the same processor.
 */
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.OPERATIONS)
public class ProcessorTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /** Nanoseconds in this iteration. */
    public long share;
    private long started;

    @Setup(Level.Iteration)
    public void start() {
        started = THREADS.getCurrentThreadCpuTime();
    }

    @TearDown(Level.Iteration)
    public void stop() {
        share = THREADS.getCurrentThreadCpuTime() - started;
    }
}
