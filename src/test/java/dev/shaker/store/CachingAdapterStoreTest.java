package dev.shaker.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CachingAdapterStoreTest {
    private static final int SIZE = 1000;

    private final Path directory;
    private final MemoryObjectStore objects = new MemoryObjectStore();

    CachingAdapterStoreTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void aFileIsFetchedOnceHoweverOftenItIsRead() {
        put("a", 1);
        CachingAdapterStore store = caching(10 * SIZE);

        read(store, "a");
        long after = fetches();
        read(store, "a");

        assertThat(after).isPositive();
        assertThat(fetches()).isEqualTo(after);
    }

    @Test
    void aChangedFileIsFetchedAnew() {
        put("a", 1);
        CachingAdapterStore store = caching(10 * SIZE);
        read(store, "a");

        put("a", 2);

        assertThat(read(store, "a")).isEqualTo(content(2));
    }

    @Test
    void theLeastRecentlyUsedFileLeavesAndTheBudgetHolds() {
        FileCache cache = new FileCache(4 * SIZE, directory);
        CachingAdapterStore store = new CachingAdapterStore(new S3AdapterStore(objects, 10), cache);
        for (int i = 1; i <= 4; i++) {
            put("f" + i, i);
            read(store, "f" + i);
        }
        read(store, "f1");

        put("f5", 5);
        read(store, "f5");

        assertThat(cache.held()).isLessThanOrEqualTo(4 * SIZE);
        long before = fetches();
        assertThat(read(store, "f1")).isEqualTo(content(1));
        assertThat(fetches()).isEqualTo(before);
        assertThat(read(store, "f2")).isEqualTo(content(2));
        assertThat(fetches()).isGreaterThan(before);
    }

    @Test
    void aFileTooLargeForTheBudgetIsReadWhereItIs() throws IOException {
        put("a", 1);
        CachingAdapterStore store = caching(2 * SIZE);

        assertThat(read(store, "a")).isEqualTo(content(1));
        assertThat(fetches()).isEqualTo(1);
        read(store, "a");
        assertThat(fetches()).isEqualTo(2);
    }

    @Test
    void nothingIsLeftOnDiskByName() throws IOException {
        put("a", 1);
        read(caching(10 * SIZE), "a");

        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aReaderHoldsItsContentThroughTheEvictionOfItsFile() {
        put("a", 1);
        put("b", 2);
        CachingAdapterStore store = caching(4 * SIZE);
        ByteSource source = store.open("s3://shaker/a/").open("x");
        source.read(0, 10);
        for (int i = 3; i < 9; i++) {
            put("f" + i, i);
            read(store, "f" + i);
        }

        assertThat(bytes(source.read(0, SIZE))).isEqualTo(content(1));
    }

    @Test
    void aDirectoryThatCannotBeWrittenOnlyMeansNoCache() throws IOException {
        put("a", 1);
        Path file = Files.writeString(directory.resolve("file"), "");
        CachingAdapterStore store = new CachingAdapterStore(new S3AdapterStore(objects, 10),
                new FileCache(10 * SIZE, file));

        assertThat(read(store, "a")).isEqualTo(content(1));
    }

    @Test
    void metersCountBytesAndFailuresByCode() {
        put("a", 1);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        MeteredAdapterStore store = new MeteredAdapterStore(caching(0), meters);

        store.open("s3://shaker/a/").open("x").read(0, 400);
        assertThatThrownBy(() -> store.open("s3://shaker/none/")).isInstanceOf(ShakerException.class);

        assertThat(meters.counter(MeteredAdapterStore.BYTES, "direction", "read").count()).isEqualTo(400);
        assertThat(meters.counter(MeteredAdapterStore.FAILURES, "code", "object-not-found").count()).isEqualTo(1);
    }

    private CachingAdapterStore caching(long budget) {
        return new CachingAdapterStore(new S3AdapterStore(objects, 10), new FileCache(budget, directory));
    }

    private void put(String name, int seed) {
        objects.objects.put("s3://shaker/" + name + "/x", content(seed));
    }

    private static byte[] read(CachingAdapterStore store, String name) {
        return bytes(store.open("s3://shaker/" + name + "/").open("x").read(0, SIZE));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] content(int seed) {
        byte[] bytes = new byte[SIZE];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private long fetches() {
        return objects.requests.stream().filter(request -> request.contains("+")).count();
    }
}
