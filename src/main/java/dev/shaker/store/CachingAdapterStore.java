package dev.shaker.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.SortedMap;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.FileSink;
import dev.shaker.tensor.ByteSource;

/**
 * Keeps what was read on local disk, by place and tag: a changed file is another entry. Files that have no tag, and those
 * too large for the budget, are read where they are.
 */
final class CachingAdapterStore implements AdapterStore {
    private final AdapterStore store;
    private final FileCache cache;

    CachingAdapterStore(AdapterStore store, FileCache cache) {
        this.store = store;
        this.cache = cache;
    }

    @Override
    public FileSet open(String location) {
        return new CachedFileSet(store.open(location), cache);
    }

    @Override
    public FileSink sink(String location) {
        return store.sink(location);
    }

    @Override
    public String locate(String key) {
        return store.locate(key);
    }

    private record CachedFileSet(FileSet set, FileCache cache) implements FileSet {
        @Override
        public String location() {
            return set.location();
        }

        @Override
        public SortedMap<String, Long> files() {
            return set.files();
        }

        @Override
        public Optional<String> tag(String file) {
            return set.tag(file);
        }

        @Override
        public ByteSource open(String file) {
            ByteSource source = set.open(file);
            Optional<String> tag = set.tag(file);
            return tag.isPresent() && cache.admits(source.size())
                    ? new CachedSource(source, source.name() + '\n' + tag.get() + '\n' + source.size(), cache)
                    : source;
        }
    }

    private record CachedSource(ByteSource source, String key, FileCache cache) implements ByteSource {
        @Override
        public String name() {
            return source.name();
        }

        @Override
        public long size() {
            return source.size();
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            if (offset < 0 || length < 0 || offset > size() - length) {
                // The store's own error names what is wrong.
                return source.read(offset, length);
            }
            Optional<FileChannel> channel = cache.find(key).or(this::load);
            if (channel.isEmpty()) {
                return source.read(offset, length);
            }
            ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            try {
                while (bytes.hasRemaining()) {
                    if (channel.get().read(bytes, offset + bytes.position()) < 0) {
                        return source.read(offset, length);
                    }
                }
            } catch (IOException e) {
                // Evicted, or the disk fails: the store still has it.
                return source.read(offset, length);
            }
            return bytes.flip();
        }

        private Optional<FileChannel> load() {
            return cache.add(key, source);
        }
    }
}
