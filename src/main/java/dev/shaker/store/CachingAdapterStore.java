package dev.shaker.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;

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

    private static final class CachedFileSet extends ForwardedFileSet {
        private final FileCache cache;

        CachedFileSet(FileSet files, FileCache cache) {
            super(files);
            this.cache = cache;
        }

        @Override
        ByteSource opened(String file, ByteSource source) {
            Optional<String> tag = tag(file);
            return tag.isPresent() && cache.admits(source.size())
                    ? new CachedSource(source, source.name() + '\n' + tag.get() + '\n' + source.size(), cache)
                    : source;
        }
    }

    private static final class CachedSource extends ForwardedSource {
        private final ByteSource source;
        private final String key;
        private final FileCache cache;

        CachedSource(ByteSource source, String key, FileCache cache) {
            super(source);
            this.source = source;
            this.key = key;
            this.cache = cache;
        }

        @Override
        public ByteBuffer read(long offset, int length) {
            if (offset < 0 || length < 0 || offset > size() - length) {
                // The store's own error names what is wrong.
                return direct(offset, length);
            }
            Optional<FileChannel> channel = cache.find(key).or(this::load);
            if (channel.isEmpty()) {
                return direct(offset, length);
            }
            ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
            try {
                while (bytes.hasRemaining()) {
                    if (channel.get().read(bytes, offset + bytes.position()) < 0) {
                        return direct(offset, length);
                    }
                }
            } catch (IOException e) {
                // Evicted, or the disk fails: the store still has it.
                return direct(offset, length);
            }
            return bytes.flip();
        }

        private Optional<FileChannel> load() {
            return cache.add(key, source);
        }
    }
}
