package dev.shaker.pipeline;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.event.Envelope;
import dev.shaker.event.Json;
import dev.shaker.event.TrainCompleted;

/** The sample's files in the test's store, and the events that announce them. */
final class SampleSpace {
    static final Path ROOT = Path.of("src/sample");
    private final AdapterStore store;
    private final JsonNode domains;

    SampleSpace(AdapterStore store) {
        this.store = store;
        this.domains = json(ROOT.resolve("domains/domains.json"));
        upload(ROOT.resolve("base"), "test/base/", UnaryOperator.identity());
    }

    List<String> domains() {
        List<String> names = new ArrayList<>();
        domains.fieldNames().forEachRemaining(names::add);
        names.sort(null);
        return names;
    }

    List<String> labels(String domain) {
        List<String> labels = new ArrayList<>();
        domains.get(domain).get("labels").forEach(label -> labels.add(label.asText()));
        return labels;
    }

    /** The announcement of a sample adapter as it is. */
    Envelope<TrainCompleted> announcement(String space, String method, String domain) {
        String adapter = upload(ROOT.resolve(method).resolve(domain), "test/" + method + "/" + domain + "/",
                UnaryOperator.identity());
        return envelope(space, domain, labels(domain), adapter, base());
    }

    Envelope<TrainCompleted> envelope(String space, String domain, List<String> labels, String adapter,
            TrainCompleted.BaseModel base) {
        String rows = upload(ROOT.resolve("domains").resolve(domain), "test/domains/" + domain + "/",
                UnaryOperator.identity());
        TrainCompleted data = new TrainCompleted(space,
                new TrainCompleted.Domain(domain, labels, new TrainCompleted.Data(rows + "test.tsv", null), 64, null),
                new TrainCompleted.AdapterFiles(adapter, Map.of()), base, 7L, null, Map.of());
        return new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(), data);
    }

    TrainCompleted.BaseModel base() {
        return new TrainCompleted.BaseModel("shaker-sample/tiny-bert", store.locate("test/base/"), null);
    }

    /** Puts the files of a directory into the store, changed on the way; a file changed to nothing is left out. */
    String upload(Path directory, String key, UnaryOperator<byte[]> change) {
        return upload(directory, key, (file, bytes) -> change.apply(bytes));
    }

    String upload(Path directory, String key, Change change) {
        String location = store.locate(key);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                byte[] bytes = change.apply(file.getFileName().toString(), Files.readAllBytes(file));
                if (bytes.length > 0) {
                    try (OutputStream out = store.sink(location).create(file.getFileName().toString())) {
                        out.write(bytes);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return location;
    }

    /** What happens to a file on its way to the store. */
    interface Change {
        byte[] apply(String file, byte[] bytes);
    }

    static JsonNode json(Path file) {
        try {
            return json(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode json(String text) {
        try {
            return Json.mapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
