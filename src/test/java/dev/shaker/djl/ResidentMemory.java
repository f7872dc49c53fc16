package dev.shaker.djl;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Assumptions;

/** Resident memory of this process: what native arrays and graphs take, the Java heap included. */
final class ResidentMemory {
    private ResidentMemory() {
    }

    /**
     * By how many kB it grows while something is done over and over, the lesser of two times: what leaks grows both times, what the
     * Java heap takes once does not.
     */
    static long growth(Runnable work) throws IOException {
        long least = Long.MAX_VALUE;
        for (int time = 0; time < 2; time++) {
            long before = kilobytes();
            work.run();
            least = Math.min(least, kilobytes() - before);
        }
        return least;
    }

    static long kilobytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        Assumptions.assumeTrue(Files.exists(status), "resident memory is read from /proc, which this system lacks");
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no VmRSS in " + status);
    }
}
