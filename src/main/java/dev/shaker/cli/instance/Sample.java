package dev.shaker.cli.instance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.cli.adapter.LocalDirectories;
import dev.shaker.cli.adapter.Publication;
import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Documents;

/** The sample that comes with the sources: a tiny base model, thirteen domains, an adapter of each method for each. */
final class Sample {
    private final Path directory;
    private final JsonNode facts;

    private Sample(Path directory, JsonNode facts) {
        this.directory = directory;
        this.facts = facts;
    }

    /** @param named the directory that was asked for; that of the project where null */
    static Sample in(@Nullable Path named) {
        Path directory = named != null ? named : Path.of(System.getProperty("shaker.project", ""), "src", "sample");
        JsonNode facts = LocalDirectories.json(directory.resolve("expected.json"))
                .orElseThrow(() -> CliException.environment("there is no sample in " + directory.toAbsolutePath()
                        + ": run in the project's directory, or name the sample with --sample", null));
        return new Sample(directory, facts);
    }

    String baseName() {
        return facts.path("base").asText();
    }

    Path base() {
        return directory.resolve("base");
    }

    /** One adapter of each domain, in the order of the sample's domains. */
    List<Publication> adapters(String method) {
        Path domains = directory.resolve("domains");
        JsonNode labels = LocalDirectories.json(domains.resolve("domains.json")).orElseThrow(
                () -> CliException.environment(domains.resolve("domains.json") + " cannot be read", null));
        List<Publication> publications = new ArrayList<>();
        labels.properties().forEach(entry -> {
            Path adapter = directory.resolve(method).resolve(entry.getKey());
            if (Files.isDirectory(adapter)) {
                publications.add(new Publication(entry.getKey(), adapter,
                        Documents.texts(entry.getValue().path("labels")),
                        domains.resolve(entry.getKey()).resolve("test.tsv"), null, null,
                        facts.path("max_length").asInt(),
                        facts.path("seed").asLong()));
            }
        });
        if (publications.isEmpty()) {
            throw CliException.environment("there are no adapters in " + directory.resolve(method), null);
        }
        return publications;
    }
}
