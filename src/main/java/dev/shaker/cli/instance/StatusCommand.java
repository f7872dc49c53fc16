package dev.shaker.cli.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.Problems;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.mixture.Mixing;

/** {@code shaker status}. */
@Command(name = "status", description = { "Show the instance, its spaces, and their latest mixtures." }, footer = {
        "Examples:", "  shaker status", "  shaker status --space mini --json" })
public final class StatusCommand extends RemoteCommand {
    private static final int LATEST = 5;

    @Option(names = "--space", paramLabel = "NAME", description = "Only this space.")
    private @Nullable String space;

    @Override
    protected int run(Client client, Console console) {
        JsonNode info = client.get("/info");
        ArrayNode spaces = Documents.array();
        if (space == null) {
            client.list("/spaces").forEach(spaces::add);
        } else {
            spaces.add(client.get(Spaces.path(space, "")));
        }
        for (JsonNode one : spaces) {
            String name = one.path("name").asText();
            ObjectNode document = (ObjectNode) one;
            document.set("mixtures", client.list(Spaces.path(name, "/mixtures"), LATEST));
            document.put("rejections", client.list(Spaces.path(name, "/rejections")).size());
        }
        if (console.json()) {
            ObjectNode document = Documents.object();
            document.set("instance", info);
            document.set("spaces", spaces);
            console.print(document);
            return ExitCode.OK;
        }
        console.print("instance  " + client.base() + "  version " + Documents.textOrEmpty(info, "version") + "  role "
                + Documents.textOrEmpty(info, "role") + "  device " + Documents.textOrEmpty(info, "device"));
        for (JsonNode one : spaces) {
            print(one, console);
        }
        if (spaces.isEmpty()) {
            console.print("no spaces yet: publish an adapter with 'shaker adapter publish'");
        }
        return ExitCode.OK;
    }

    private static void print(JsonNode one, Console console) {
        console.print("");
        console.print(console.bold("space " + one.path("name").asText()));
        console.print("  base model  " + one.path("baseModel").path("name").asText());
        console.print("  method      " + one.path("method").asText());
        console.print("  adapters    " + one.path("adapters").asLong() + ", generation "
                + one.path("generation").asLong() + ", rejected " + one.path("rejections").asLong());
        for (JsonNode mixture : one.path("mixtures")) {
            String id = Documents.text(mixture, "id");
            console.print("  mixture     " + mixture.path("status").asText() + "  "
                    + (id == null ? Problems.line(mixture.path("error")) : id) + "  "
                    + String.join(", ", Mixing.members(mixture)));
        }
    }
}
