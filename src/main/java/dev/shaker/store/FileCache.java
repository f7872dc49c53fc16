package dev.shaker.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.jboss.logging.Logger;

import dev.shaker.tensor.ByteSource;

/**
 * Contents of files on local disk, the least recently used leave first. The files have no name once they are open, so a
 * process that dies leaves nothing behind.
 */
final class FileCache implements Closeable {
    private static final Logger LOG = Logger.getLogger(FileCache.class);
    private static final int CHUNK = 1 << 20;

    private final long budget;
    private final Path directory;
    private final Map<String, FileChannel> files = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Long> sizes = new LinkedHashMap<>();
    private long held;

    /** @param budget bytes kept at most, 0 for none */
    FileCache(long budget, Path directory) {
        this.budget = budget;
        this.directory = directory;
    }

    /** Whether a file of that size is worth keeping: several must fit. */
    boolean admits(long size) {
        return size > 0 && size <= budget / 4;
    }

    synchronized long held() {
        return held;
    }

    synchronized Optional<FileChannel> find(String key) {
        FileChannel channel = files.get(key);
        if (channel != null && !channel.isOpen()) {
            // A reader that is interrupted closes the channel it reads from.
            drop(key);
            return Optional.empty();
        }
        return Optional.ofNullable(channel);
    }

    /** Copies a file into the cache; empty where the disk does not take it, which is no error. */
    Optional<FileChannel> add(String key, ByteSource source) {
        Optional<FileChannel> copied = copy(source);
        copied.ifPresent(channel -> put(key, channel, source.size()));
        return copied;
    }

    private Optional<FileChannel> copy(ByteSource source) {
        FileChannel channel;
        try {
            Path file = Files.createTempFile(Files.createDirectories(directory), "shaker-", ".cache");
            channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            LOG.warnf("files are read without a cache, %s does not take them: %s", directory, e.getMessage());
            return Optional.empty();
        }
        boolean whole = false;
        try {
            for (long at = 0; at < source.size(); at += CHUNK) {
                ByteBuffer bytes = source.read(at, (int) Math.min(CHUNK, source.size() - at));
                long position = at;
                while (bytes.hasRemaining()) {
                    position += channel.write(bytes, position);
                }
            }
            whole = true;
            return Optional.of(channel);
        } catch (IOException e) {
            LOG.warnf("%s is read without a cache, %s does not take it: %s", source.name(), directory, e.getMessage());
            return Optional.empty();
        } finally {
            if (!whole) {
                close(channel);
            }
        }
    }

    private synchronized void put(String key, FileChannel channel, long size) {
        drop(key);
        files.put(key, channel);
        sizes.put(key, size);
        held += size;
        Iterator<Map.Entry<String, FileChannel>> oldest = files.entrySet().iterator();
        while (held > budget && oldest.hasNext()) {
            Map.Entry<String, FileChannel> victim = oldest.next();
            if (!victim.getKey().equals(key)) {
                oldest.remove();
                forget(victim.getKey(), victim.getValue());
            }
        }
    }

    private void drop(String key) {
        FileChannel old = files.remove(key);
        if (old != null) {
            forget(key, old);
        }
    }

    private void forget(String key, FileChannel channel) {
        Long size = sizes.remove(key);
        held -= size == null ? 0 : size;
        close(channel);
    }

    private static void close(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debugf(e, "a cached file did not close");
        }
    }

    @Override
    public synchronized void close() {
        files.values().forEach(FileCache::close);
        files.clear();
        sizes.clear();
        held = 0;
    }
}
