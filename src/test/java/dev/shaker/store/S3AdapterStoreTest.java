package dev.shaker.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import io.minio.MinioAsyncClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.adapter.FileSet;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.stack.StackResource;
import dev.shaker.tensor.ByteSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Against the S3 server of the embedded stack. */
class S3AdapterStoreTest {
    private static final int PART = 5 << 20;

    private static MinioAsyncClient client;
    private static S3ObjectStore objects;
    private static S3AdapterStore store;

    private final String prefix = "store-test/" + UUID.randomUUID() + "/";

    @BeforeAll
    static void connect() {
        Map<String, String> settings = StackResource.settings();
        client = MinioAsyncClient.builder().endpoint(settings.get("shaker.store.endpoint")).region("us-east-1")
                .credentials(settings.get("shaker.store.access-key"), settings.get("shaker.store.secret-key")).build();
        objects = new S3ObjectStore(client, Objects.requireNonNull(settings.get("shaker.store.bucket")), PART);
        store = new S3AdapterStore(objects, 1000);
    }

    @AfterAll
    static void disconnect() throws Exception {
        client.close();
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 4095, PART, PART + 1, 2 * PART + 77 })
    void whatIsWrittenIsReadBackWhateverItsSize(int size) throws IOException {
        byte[] content = random(size);

        write(prefix + "d/file.bin", content);

        FileSet files = store.open(store.locate(prefix));
        assertThat(files.files()).containsOnly(Map.entry("d/file.bin", (long) size));
        ByteSource source = files.open("d/file.bin");
        byte[] read = new byte[size];
        source.read(0, size).get(read);
        assertThat(read).isEqualTo(content);
        assertThat(source.name()).isEqualTo(store.locate(prefix + "d/file.bin"));
        if (size > 20) {
            assertThat(source.read(size - 9, 9).get(8)).isEqualTo(content[size - 1]);
        }
    }

    @Test
    void aFileIsThereWhenItsStreamIsClosedAndNotBefore() throws IOException {
        try (OutputStream out = store.sink(prefix).create("late.bin")) {
            out.write(random(PART + 5));
            assertThatThrownBy(() -> store.open(store.locate(prefix))).hasMessageContaining("nothing is at");
        }
        assertThat(store.open(store.locate(prefix)).files()).containsKey("late.bin");
    }

    @Test
    void anAbortedFileNeverAppears() {
        ObjectWriter writer = objects.write(S3Location.parse(prefix + "gone.bin", objects.bucket()), Map.of());
        writer.write(random(2 * PART), 0, 2 * PART);
        writer.abort();
        writer.close();

        assertThat(objects.list(S3Location.parse(prefix, objects.bucket()))).isEmpty();
    }

    @Test
    void oneObjectOpensAsASetOfOneFile() throws IOException {
        write(prefix + "test.tsv", "label\ttext\n".getBytes(StandardCharsets.UTF_8));
        write(prefix + "test.tsv.gz", new byte[3]);

        FileSet files = store.open(store.locate(prefix + "test.tsv"));

        assertThat(files.files()).containsOnlyKeys("test.tsv");
        assertThat(files.location()).isEqualTo(store.locate(prefix));
    }

    @Test
    void listingsLongerThanAPageAreWhole() throws Exception {
        List<Callable<Void>> writes = IntStream.range(0, 1005).mapToObj(i -> (Callable<Void>) () -> {
            write(prefix + "many/%04d".formatted(i), new byte[1]);
            return null;
        }).toList();
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (Future<Void> written : pool.invokeAll(writes)) {
                written.get();
            }
        }

        assertThat(store.open(store.locate(prefix + "many")).files()).hasSize(1005).containsKey("1004");
    }

    @Test
    void anObjectOverwrittenWhileItIsReadIsAnErrorOfItsOwn() throws IOException {
        write(prefix + "x.bin", random(5000));
        ByteSource source = store.open(store.locate(prefix)).open("x.bin");
        source.read(0, 10);

        write(prefix + "x.bin", random(6000));

        assertThatThrownBy(() -> source.read(3000, 1500)).isInstanceOfSatisfying(ShakerException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_CHANGED);
            assertThat(e).hasMessageContaining(prefix + "x.bin");
            assertThat(e.isTransient()).isFalse();
        });
    }

    @Test
    void theTagChangesWithTheContent() throws IOException {
        write(prefix + "x.bin", random(10));
        String before = store.open(prefix).tag("x.bin").orElseThrow();
        write(prefix + "x.bin", random(11));

        assertThat(store.open(prefix).tag("x.bin")).isPresent().get().isNotEqualTo(before);
        assertThat(store.open(prefix).tag("y.bin")).isEmpty();
    }

    @Test
    void metadataIsKeptForSmallAndForLargeObjects() {
        for (int size : new int[]{ 3, PART + 3 }) {
            S3Location location = S3Location.parse(prefix + "meta" + size, objects.bucket());
            try (ObjectWriter writer = objects.write(location, Map.of("sha256", "abc"))) {
                writer.write(random(size), 0, size);
            }

            assertThat(objects.stat(location).metadata()).containsEntry("sha256", "abc");
            assertThat(objects.stat(location).size()).isEqualTo(size);
        }
    }

    @Test
    void whatIsNotThereIsNotFoundByName() {
        for (String location : new String[]{ "s3://shaker/no/such/", "s3://no-such-bucket/x/", "s3://shaker/no.tsv" }) {
            assertThatThrownBy(() -> store.open(location)).isInstanceOfSatisfying(ShakerException.class, e -> {
                assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_NOT_FOUND);
                assertThat(e).hasMessageContaining(location);
            });
        }
    }

    @Test
    void aMissingFileOfASetIsNotFoundByName() throws IOException {
        write(prefix + "a.bin", new byte[1]);
        FileSet files = store.open(prefix);

        assertThatThrownBy(() -> files.open("b.bin")).isInstanceOfSatisfying(ShakerException.class,
                e -> assertThat(e.code()).isEqualTo(ErrorCode.OBJECT_NOT_FOUND))
                .hasMessageContaining(prefix + "b.bin");
    }

    @Test
    void theOwnBucketAnswersAndAMissingOneSaysSo() {
        objects.ping();

        assertThatThrownBy(() -> new S3ObjectStore(client, "no-such-bucket", PART).ping())
                .hasMessageContaining("no bucket 'no-such-bucket'");
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void write(String key, byte[] content) throws IOException {
        int slash = key.lastIndexOf('/') + 1;
        try (OutputStream out = store.sink(key.substring(0, slash)).create(key.substring(slash))) {
            out.write(content);
        }
    }
}
