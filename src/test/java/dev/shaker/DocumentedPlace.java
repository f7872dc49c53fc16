package dev.shaker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A directory and a store in which everything lies that the pages' commands name: {@code runs}, {@code models}, {@code data},
 * {@code domains.json}, {@code event.json}, made of the sample, and {@code llama} and {@code smol} of PEFT's adapters.
 */
record DocumentedPlace(Path directory) {
    private static final Path SAMPLE = Path.of("src/sample").toAbsolutePath();
    private static final List<String> DOMAINS = List.of("reviews", "films", "nli", "posts", "comments");
    private static final int ROWS = 20;
    private static final Pattern EVENT = Pattern.compile("(?s)-d '(\\{.*?\\n\\})'");

    static DocumentedPlace make(Path directory, Map<String, String> servers) throws Exception {
        Files.createDirectories(directory.resolve("runs"));
        Files.createDirectories(directory.resolve("models"));
        Files.createDirectories(directory.resolve("results"));
        Files.createSymbolicLink(directory.resolve("shaker"), Path.of("shaker").toAbsolutePath());
        copy(SAMPLE.resolve("base"), directory.resolve("models/mini-bert"));
        Files.copy(SAMPLE.resolve("domains/domains.json"), directory.resolve("domains.json"));
        for (String domain : DOMAINS) {
            copy(SAMPLE.resolve("lora").resolve(domain), directory.resolve("runs").resolve(domain));
            Path rows = Files.createDirectories(directory.resolve("data").resolve(domain)).resolve("test.tsv");
            Files.writeString(rows, shortened(SAMPLE.resolve("domains").resolve(domain).resolve("test.tsv")));
        }
        Files.createDirectories(directory.resolve("llama"));
        for (String adapter : List.of("llama.bf16", "llama.fp16")) {
            copy(Path.of("src/test/resources/families").toAbsolutePath().resolve(adapter),
                    directory.resolve("llama").resolve(adapter.replace('.', '-')));
        }
        Path decoders = Path.of("src/test/resources/decoders/llama").toAbsolutePath();
        Files.createDirectories(directory.resolve("smol"));
        copy(decoders.resolve("words-a"), directory.resolve("smol/reviews"));
        copy(decoders.resolve("base"), directory.resolve("models/smollm2"));
        Matcher event = EVENT.matcher(Files.readString(Path.of("README.md")));
        assertThat(event.find()).isTrue();
        Files.writeString(directory.resolve("event.json"), event.group(1).replace("\"run-17\",", "\"run-19\","));
        fill(servers);
        return new DocumentedPlace(directory);
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.collect(Collectors.toList())) {
                Files.write(to.resolve(file.getFileName()), content(file));
            }
        }
    }

    /** The configurations of adapters and base name the base model as the pages do. */
    private static byte[] content(Path file) throws IOException {
        return file.getFileName().toString().endsWith("config.json")
                ? Files.readString(file).replace("shaker-sample/tiny-bert", "mini-bert").getBytes(UTF_8)
                : Files.readAllBytes(file);
    }

    private static String shortened(Path rows) throws IOException {
        List<String> lines = Files.readAllLines(rows);
        int step = Math.max(1, (lines.size() - 1) / ROWS);
        StringBuilder few = new StringBuilder(lines.getFirst()).append('\n');
        for (int i = 1; i < lines.size(); i += step) {
            few.append(lines.get(i)).append('\n');
        }
        return few.toString();
    }

    private static void fill(Map<String, String> servers) throws Exception {
        try (MinioClient store = MinioClient.builder().endpoint(servers.get("shaker.store.endpoint"))
                .credentials(servers.get("shaker.store.access-key"), servers.get("shaker.store.secret-key")).build()) {
            store.makeBucket(MakeBucketArgs.builder().bucket("models").build());
            put(store, "models", "mini-bert/", SAMPLE.resolve("base"));
            put(store, "shaker", "models/mini-bert/", SAMPLE.resolve("base"));
            put(store, "shaker", "adapters/reviews/run-17/", SAMPLE.resolve("lora/reviews"));
            put(store, "shaker", "data/reviews/test.tsv",
                    shortened(SAMPLE.resolve("domains/reviews/test.tsv")).getBytes(UTF_8));
            put(store, "shaker", "words/vectors.txt.gz", gzip("good 1 0\nfine 0.9 0.1\nbad -1 0\npoor -0.9 0.1\n"));
        }
    }

    private static void put(MinioClient store, String bucket, String prefix, Path files) throws Exception {
        try (Stream<Path> all = Files.list(files)) {
            for (Path file : all.collect(Collectors.toList())) {
                put(store, bucket, prefix + file.getFileName(), content(file));
            }
        }
    }

    private static void put(MinioClient store, String bucket, String key, byte[] bytes) throws Exception {
        store.putObject(PutObjectArgs.builder().bucket(bucket).object(key)
                .stream(new ByteArrayInputStream(bytes), (long) bytes.length, -1L).build());
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        }
        return bytes.toByteArray();
    }
}
