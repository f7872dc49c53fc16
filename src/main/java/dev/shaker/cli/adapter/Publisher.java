package dev.shaker.cli.adapter;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.Progress;
import dev.shaker.cli.common.Waiting;

/** Uploads adapters, tells the instance about them in their order, and sees what becomes of them. */
public final class Publisher {
    private static final int PARALLEL = 4;
    private static final String SOURCE = "/shaker/cli";

    private final Client client;
    private final Console console;
    private final String space;
    private final String baseName;
    private final @Nullable String baseLocation;
    private final @Nullable String baseDigest;

    /**
     * @param baseLocation {@code s3://…} of the base model, null where its name is enough
     * @param baseDigest SHA-256 of its weights, null where nobody knows it
     */
    public Publisher(Client client, Console console, String space, String baseName, @Nullable String baseLocation,
            @Nullable String baseDigest) {
        this.client = client;
        this.console = console;
        this.space = space;
        this.baseName = baseName;
        this.baseLocation = baseLocation;
        this.baseDigest = baseDigest;
    }

    /** Uploads a base model's directory and returns its location. */
    public static String uploadBase(Client client, Console console, Path directory) {
        List<Path> files = LocalDirectories.baseModel(directory);
        try (Progress progress = console.progress("base model", files.size())) {
            return new Uploads(client, progress).folder("models", files).location();
        }
    }

    /** Uploads in parallel, publishes in the given order; returns the domain of each event by the event's id. */
    public Map<String, String> publish(List<Publication> publications) {
        Map<String, String> sent = new LinkedHashMap<>();
        long files = publications.stream()
                .mapToLong(p -> LocalDirectories.adapter(p.directory()).size() + (p.test() == null ? 0 : 1)
                        + (p.train() == null ? 0 : 1))
                .sum();
        try (ExecutorService pool = Executors.newFixedThreadPool(PARALLEL);
                Progress progress = console.progress("upload", files)) {
            Uploads uploads = new Uploads(client, progress);
            List<Future<ObjectNode>> data = new ArrayList<>();
            publications.forEach(publication -> data.add(pool.submit(() -> data(uploads, publication))));
            for (Future<ObjectNode> future : data) {
                try {
                    ObjectNode event = future.get();
                    String id = UUID.randomUUID().toString();
                    post(id, event);
                    sent.put(id, event.path("domain").path("name").asText());
                } catch (ExecutionException failed) {
                    pool.shutdownNow();
                    throw failed.getCause() instanceof CliException known ? known : new IllegalStateException(failed);
                } catch (InterruptedException interrupted) {
                    pool.shutdownNow();
                    Thread.currentThread().interrupt();
                    throw CliException.failed("interrupted");
                }
            }
        }
        return sent;
    }

    /** Waits until each of the events is worked through; tells what became of them as it comes. */
    public void await(Map<String, String> sent, Duration limit, Consumer<Outcome> told) {
        Map<String, String> open = new LinkedHashMap<>(sent);
        try (Progress progress = console.progress("register", sent.size())) {
            Waiting.until(limit, () -> open.size() + " adapters of space " + space + " are still under way: "
                    + String.join(", ", open.values()), () -> {
                        List<Outcome> outcomes = outcomes(open);
                        progress.above(() -> outcomes.forEach(told));
                        progress.to((long) sent.size() - open.size());
                        return open.isEmpty() ? Optional.of(true) : Optional.empty();
                    });
        }
    }

    // Events of one space are worked through in their order, so the first that is open ends the search.
    private List<Outcome> outcomes(Map<String, String> open) {
        List<Outcome> outcomes = new ArrayList<>();
        Iterator<Map.Entry<String, String>> events = open.entrySet().iterator();
        while (events.hasNext()) {
            Map.Entry<String, String> event = events.next();
            Optional<JsonNode> announcement = client.find("/announcements/" + Client.escape(event.getKey())
                    + "?source=" + Client.escape(SOURCE));
            if (announcement.isEmpty()) {
                break;
            }
            outcomes.add(Outcome.of(event.getValue(), event.getKey(), announcement.get()));
            events.remove();
        }
        return outcomes;
    }

    private ObjectNode data(Uploads uploads, Publication publication) {
        Uploads.Folder files = uploads.folder("adapters", LocalDirectories.adapter(publication.directory()));
        ObjectNode data = Documents.object().put("space", space);
        ObjectNode domain = data.putObject("domain").put("name", publication.domain());
        domain.set("labels", Documents.arrayOf(publication.labels()));
        @Nullable
        Path test = publication.test();
        if (test != null) {
            String format = Publication.format(test);
            ObjectNode split = domain.putObject("test").put("location", uploads.file("data", test)).put("format",
                    format);
            if (publication.badRows() != null) {
                split.put("badRows", publication.badRows());
            }
            if (publication.outside()) {
                split.put("evaluator", "outside");
            }
        }
        @Nullable
        Path train = publication.train();
        if (train != null) {
            String format = Publication.format(train);
            domain.putObject("train").put("location", uploads.file("data", train)).put("format", format);
        }
        if (publication.maxLength() != null) {
            domain.put("maxLength", publication.maxLength());
        }
        Publication.Prompt prompt = publication.prompt();
        if (prompt != null) {
            ObjectNode asked = domain.putObject("prompt").put("template", prompt.template());
            if (!prompt.words().isEmpty()) {
                asked.set("words", Documents.arrayOf(prompt.words()));
            }
        }
        ObjectNode digests = data.putObject("adapter").put("location", files.location()).putObject("files");
        files.digests().forEach(digests::put);
        ObjectNode base = data.putObject("baseModel").put("name", baseName);
        if (baseLocation != null) {
            base.put("location", baseLocation);
        }
        if (baseDigest != null) {
            base.put("digest", baseDigest);
        }
        if (publication.seed() != null) {
            data.put("initSeed", publication.seed());
        }
        data.putObject("metrics");
        return data;
    }

    private void post(String id, ObjectNode data) {
        ObjectNode event = Documents.object().put("specversion", "1.0").put("id", id)
                .put("type", "dev.shaker.train-completed.v1").put("source", SOURCE)
                .put("time", Instant.now().toString()).put("datacontenttype", "application/json");
        event.set("data", data);
        client.post("/events", "application/cloudevents+json", event);
    }
}
