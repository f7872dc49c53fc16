package dev.shaker.stack;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/** One stack a data directory: a file lock, which the operating system gives back however its holder ends. */
final class StackLock implements AutoCloseable {
    private static final long RETRY_MILLIS = 100;

    private final FileChannel channel;

    private StackLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock, waiting for a predecessor that is about to end.
     *
     * @return empty if the directory was still in use after {@code patience}
     */
    static Optional<StackLock> take(Path data, Duration patience) throws IOException, InterruptedException {
        FileChannel channel = FileChannel.open(data.resolve("stack.lock"), StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            @Nullable
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return Optional.of(new StackLock(channel));
            }
            if (System.nanoTime() > deadline) {
                channel.close();
                return Optional.empty();
            }
            Thread.sleep(RETRY_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
