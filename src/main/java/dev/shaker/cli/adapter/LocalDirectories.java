package dev.shaker.cli.adapter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.base.BaseModelName;
import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Documents;

/** What lies in the directories of adapters and base models; optimiser states and the like stay at home. */
public final class LocalDirectories {
    private static final Pattern ADAPTER = Pattern.compile(
            "adapter_config\\.json|adapter_model\\.(safetensors|bin)|adapter\\.safetensors|pytorch_adapter\\.bin|"
                    + "head_config\\.json|model_head\\.safetensors|pytorch_model_head\\.bin|README\\.md");
    private static final Pattern BASE = Pattern
            .compile("config\\.json|.*\\.safetensors|.*\\.safetensors\\.index\\.json|"
                    + "pytorch_model(-[0-9]+-of-[0-9]+)?\\.bin|pytorch_model\\.bin\\.index\\.json|vocab\\.(txt|json)|merges\\.txt|tokenizer\\.json|tokenizer_config\\.json|"
                    + "special_tokens_map\\.json|added_tokens\\.json");

    private LocalDirectories() {
    }

    static List<Path> adapter(Path directory) {
        return matching(directory, ADAPTER, "no adapter: neither adapter_config.json nor weights are in it");
    }

    static List<Path> baseModel(Path directory) {
        return matching(directory, BASE, "no base model: neither config.json nor weights are in it");
    }

    /**
     * The base model's name as the adapter's own configuration tells it, without the place where the model lay.
     *
     * @throws CliException where there is no configuration, or it is no JSON
     */
    static Optional<String> baseModelName(Path adapter) {
        Path file = adapter.resolve("adapter_config.json");
        if (!Files.isRegularFile(file)) {
            throw CliException
                    .environment(adapter + " has no adapter_config.json: give the directory that AdapterHub or"
                            + " PEFT saved", null);
        }
        try {
            JsonNode config = Documents.parse(text(file));
            String name = Documents.text(config, "model_name");
            return Optional.ofNullable(name != null ? name : Documents.text(config, "base_model_name_or_path"))
                    .map(BaseModelName::readable).filter(found -> !found.isEmpty());
        } catch (JsonProcessingException malformed) {
            throw CliException.environment(file + " is not JSON: " + malformed.getOriginalMessage()
                    + "; save or download the adapter again", malformed);
        }
    }

    /** The name that a base model's own configuration gives it. */
    static Optional<String> ownName(Path base) {
        return json(base.resolve("config.json")).map(config -> Documents.text(config, "_name_or_path"))
                .map(BaseModelName::readable).filter(name -> !name.isEmpty());
    }

    /** Label names in the order of the head's outputs, where the adapter's own head tells them. */
    static List<String> headLabels(Path adapter) {
        Map<Integer, String> labels = new TreeMap<>();
        json(adapter.resolve("head_config.json"))
                .ifPresent(head -> head.path("config").path("label2id").properties()
                        .forEach(entry -> labels.put(entry.getValue().asInt(), entry.getKey())));
        return List.copyOf(labels.values());
    }

    /**
     * Labels from a file: JSON as in {@code {"reviews": {"labels": ["negative", "positive"]}}} or
     * {@code {"reviews": ["negative", "positive"]}}, or plain text with one label a line.
     */
    static List<String> labels(Path file, String domain) {
        String text = text(file);
        if (!file.toString().endsWith(".json")) {
            return text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        }
        try {
            JsonNode entry = Documents.parse(text).path(domain);
            return Documents.texts(entry.isArray() ? entry : entry.path("labels"));
        } catch (JsonProcessingException malformed) {
            throw CliException.environment(file + " is not JSON: " + malformed.getOriginalMessage(), malformed);
        }
    }

    /** A JSON file, or nothing where there is none or it is broken: the instance names what is wrong with it. */
    public static Optional<JsonNode> json(Path file) {
        try {
            return Files.isRegularFile(file) ? Optional.of(Documents.parse(text(file))) : Optional.empty();
        } catch (JsonProcessingException malformed) {
            return Optional.empty();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw CliException.environment("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private static List<Path> matching(Path directory, Pattern names, String otherwise) {
        List<Path> found = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.filter(Files::isRegularFile)
                    .filter(file -> names.matcher(String.valueOf(file.getFileName())).matches()).sorted()
                    .forEach(found::add);
        } catch (IOException unreadable) {
            throw CliException.environment("cannot read the directory " + directory, unreadable);
        }
        if (found.isEmpty()) {
            throw CliException.environment(directory + " holds " + otherwise, null);
        }
        return found;
    }
}
