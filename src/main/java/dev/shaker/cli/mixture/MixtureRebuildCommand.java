package dev.shaker.cli.mixture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.core.JsonProcessingException;
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
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;

/** {@code shaker mixture rebuild}. */
@Command(name = "rebuild", description = { "Make a mixture again from its recipe and compare every file byte for byte.",
        "The instance does the work; nothing in its store changes." }, footer = { "Examples:",
                "  shaker mixture rebuild 3fa1c0", "  shaker mixture rebuild mixture/recipe.json",
                "  shaker mixture rebuild s3://shaker/mixtures/mini/3fa1c0/recipe.json" })
final class MixtureRebuildCommand extends RemoteCommand {
    @Parameters(paramLabel = "RECIPE", description = "A mixture's id, the s3:// location of its recipe, or a recipe.json here.")
    private String recipe = "";

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the one that knows the id where not given.")
    private @Nullable String space;

    @Override
    protected int run(Client client, Console console) {
        byte[] bytes = bytes(client);
        JsonNode rebuilt = client.work(
                Spaces.holding(client, space, "mixtures", bytes.length == 0 ? recipe : id(bytes)) + "/rebuild",
                bytes);
        boolean equal = rebuilt.path("equal").asBoolean();
        if (console.json()) {
            console.print(rebuilt);
            return equal ? ExitCode.OK : ExitCode.FAILED;
        }
        console.print("mixture " + rebuilt.path("id").asText() + " at " + rebuilt.path("location").asText());
        for (JsonNode file : rebuilt.path("files")) {
            console.print("  " + (file.path("equal").asBoolean() ? "equal  " : "DIFFERS") + "  "
                    + file.path("name").asText());
        }
        console.print(equal ? "the same bytes" : "not the same bytes");
        return equal ? ExitCode.OK : ExitCode.FAILED;
    }

    /** The recipe's bytes, none where the stored one of an id is meant. */
    private byte[] bytes(Client client) {
        if (recipe.startsWith("s3://")) {
            return client.text("/objects?location=" + Client.escape(recipe), "application/octet-stream")
                    .getBytes(StandardCharsets.UTF_8);
        }
        Path file = Path.of(recipe);
        if (!recipe.endsWith(".json") && !Files.exists(file)) {
            return new byte[0];
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException unreadable) {
            throw CliException.environment("cannot read " + file + ": " + unreadable.getMessage(), unreadable);
        }
    }

    private String id(byte[] bytes) {
        try {
            String id = Documents.text(Documents.parse(new String(bytes, StandardCharsets.UTF_8)), "id");
            if (id != null) {
                return id;
            }
        } catch (JsonProcessingException malformed) {
            throw CliException.environment(recipe + " is not JSON: " + malformed.getOriginalMessage(), malformed);
        }
        throw CliException.environment(recipe + " is no recipe: it has no id", null);
    }
}
