package dev.shaker.cli.adapter;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.Named;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;

/** {@code shaker adapter publish}. */
@Command(name = "publish", description = { "Upload adapters and publish a train-completed event for each.",
        "Waits until each is registered or rejected. What is in the store already is not uploaded again." }, footer = {
                "Examples:", "  shaker adapter publish runs/reviews --space mini --base models/mini-bert \\",
                "      --test data/reviews/test.tsv --labels negative,positive",
                "  shaker adapter publish runs/* --space mini --base s3://models/mini-bert/ \\",
                "      --test 'data/{domain}/test.tsv' --labels-file data/domains.json",
                "  shaker adapter publish lora/sst2 --space smol --base models/smollm2 --test sst2.tsv \\",
                "      --labels negative,positive --prompt '{text_a}\\nLabel:'" })
final class AdapterPublishCommand extends RemoteCommand {
    @Parameters(arity = "1..*", paramLabel = "DIR", description = "Directories as AdapterHub or PEFT save them.")
    private List<Path> directories = List.of();

    @Option(names = "--space", required = true, paramLabel = "NAME", description = "The space the adapters belong to.")
    private String space = "";

    @Option(names = "--base", paramLabel = "DIR|s3://…", description = "The base model's directory, or where it is, which evaluation needs. A space that has adapters knows its own; without it adapters are compared and mixed by the base model's name.")
    private @Nullable String base;

    @Option(names = "--base-name", paramLabel = "NAME", description = "The base model's name; the one in adapter_config.json where not given.")
    private @Nullable String baseName;

    @Option(names = "--base-digest", paramLabel = "SHA256", description = "SHA-256 of the base model's weights, in place of its files or to hold against them.")
    private @Nullable String baseDigest;

    @Option(names = "--domain", paramLabel = "NAME", description = "The domain; the directory's name where not given.")
    private @Nullable String domain;

    @Option(names = "--test", paramLabel = "FILE", description = "The test split: .tsv, .csv or .jsonl, plain or .gz. "
            + "'{domain}' stands for the domain's name.")
    private @Nullable String test;

    @Option(names = "--train", paramLabel = "FILE", description = "The training split: its texts say what the domain is about, for 'mix --strategy similarity'.")
    private @Nullable String train;

    @Option(names = "--labels", split = ",", paramLabel = "LABEL", description = "Label names in the order of the head's outputs, for a test split.")
    private List<String> labels = List.of();

    @Option(names = "--labels-file", paramLabel = "FILE", description = "A JSON object with the labels of each domain, or one label a line.")
    private @Nullable Path labelsFile;

    @Option(names = "--prompt", paramLabel = "TEXT", description = "How a decoder is asked for a row's label: '{text_a}' and '{text_b}' stand for the row's texts, '\\n' for a line break. The label whose words are the most likely behind it wins.")
    private @Nullable String prompt;

    @Option(names = "--words", split = ",", paramLabel = "WORD", description = "What the decoder says for each label, in their order; the labels themselves where not given.")
    private List<String> words = List.of();

    @Option(names = "--bad-rows", paramLabel = "N", description = "How many rows of a test split may be unreadable; they are left out (default 0).")
    private @Nullable Integer badRows;

    @Option(names = "--outside", description = "Others measure on the test split and tell what they found; Shaker does not.")
    private boolean outside;

    @Option(names = "--max-length", paramLabel = "N", description = "Tokens a text is truncated to (default 128).")
    private @Nullable Integer maxLength;

    @Option(names = "--seed", paramLabel = "N", description = "The seed the adapters were initialised with.")
    private @Nullable Long seed;

    @Option(names = "--no-wait", description = "Publish and end.")
    private boolean noWait;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "300", description = "How long to wait (default ${DEFAULT-VALUE}).")
    private long timeout;

    @Override
    protected int run(Client client, Console console) {
        List<Publication> publications = publications();
        Publisher publisher = publisher(client, console);
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        Consumer<Outcome> told = outcome -> {
            outcomes.put(outcome.domain(), outcome);
            if (!console.json()) {
                console.print(outcome.line());
            }
        };
        Map<String, String> sent = publisher.publish(publications);
        if (noWait) {
            sent.forEach((id, name) -> told.accept(Outcome.published(name, id)));
        } else {
            publisher.await(sent, Duration.ofSeconds(timeout), told);
        }
        if (console.json()) {
            var documents = Documents.array();
            outcomes.values().forEach(outcome -> documents.add(outcome.document()));
            console.print(documents);
        }
        boolean rejected = outcomes.values().stream().anyMatch(Outcome::rejected);
        return rejected ? ExitCode.FAILED : ExitCode.OK;
    }

    private Publisher publisher(Client client, Console console) {
        String name = baseName;
        String location = base;
        if (location == null) {
            JsonNode known = client.find(Spaces.path(space, "")).map(found -> found.path("baseModel")).orElse(null);
            location = known == null ? null : Documents.text(known, "location");
            name = name == null && known != null ? Documents.text(known, "name") : name;
        }
        // The base model's own word counts before the adapter's: the instance holds the two against each other.
        String given = base;
        if (name == null && given != null) {
            name = client.find(Spaces.path(space, "")).map(known -> known.path("baseModel").path("name").asText())
                    .filter(known -> !known.isEmpty())
                    .or(() -> given.startsWith("s3://") ? Optional.empty() : LocalDirectories.ownName(Path.of(given)))
                    .orElse(null);
        }
        if (name == null) {
            Path first = directories.getFirst();
            name = LocalDirectories.baseModelName(first).orElseThrow(() -> CliException.usage(
                    first.resolve("adapter_config.json") + " does not name the base model: do so with --base-name"));
        }
        boolean local = location != null && !location.startsWith("s3://");
        return new Publisher(client, console, space, name,
                local ? Publisher.uploadBase(client, console, Path.of(location)) : location, baseDigest);
    }

    private List<Publication> publications() {
        if (domain != null && directories.size() > 1) {
            throw CliException.usage("--domain names one domain, but there are " + directories.size() + " directories");
        }
        List<Publication> publications = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (Path directory : directories) {
            Path absolute = directory.toAbsolutePath().normalize();
            if (!Files.isDirectory(absolute)) {
                throw CliException.environment(directory + " is no directory", null);
            }
            String name = domain != null ? domain : String.valueOf(absolute.getFileName());
            if (!names.add(name)) {
                throw CliException
                        .usage("two directories are of domain '" + name + "': a space has one adapter of each");
            }
            LocalDirectories.adapter(absolute);
            publications.add(new Publication(name, absolute, labels(name, absolute), split(test, "test", name),
                    badRows, split(train, "training", name), maxLength, seed, prompt(), outside));
        }
        return publications;
    }

    private List<String> labels(String name, Path directory) {
        List<String> found = labels;
        if (found.isEmpty()) {
            found = labelsFile != null
                    ? LocalDirectories.labels(labelsFile, name)
                    : LocalDirectories.headLabels(directory);
        }
        if (found.isEmpty() && test == null && labelsFile == null) {
            // Nobody counts its right answers: it is compared and mixed.
            return found;
        }
        if (found.isEmpty()) {
            throw CliException.usage("the labels of domain '" + name + "' are not known"
                    + (labelsFile == null ? "" : " to " + labelsFile) + ": name them with --labels or --labels-file");
        }
        Named.once("the labels of domain '" + name + "':", found);
        return found;
    }

    private Publication.@Nullable Prompt prompt() {
        if (prompt == null) {
            if (!words.isEmpty()) {
                throw CliException.usage("--words are what a prompt is answered with: give it with --prompt");
            }
            return null;
        }
        return new Publication.Prompt(prompt.replace("\\n", "\n"), words);
    }

    private static @Nullable Path split(@Nullable String pattern, String kind, String name) {
        if (pattern == null) {
            return null;
        }
        Path file = Path.of(pattern.replace("{domain}", name));
        if (!Files.isRegularFile(file)) {
            throw CliException.environment("the " + kind + " split " + file + " of domain '" + name + "' is no file",
                    null);
        }
        return file;
    }
}
