package dev.shaker.cli.mixture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
import dev.shaker.cli.common.Progress;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;

/** {@code shaker mixture get}. */
@Command(name = "get", description = { "Download a mixture: recipe, model card, averaged body, and each domain's head.",
        "AdapterHub loads body/ with load_adapter(\"body\", use_safetensors=True) and heads/DOMAIN with load_head; PEFT loads domains/DOMAIN." }, footer = {
                "Example:", "  shaker mixture get 3fa1c0 --out mixture" })
final class MixtureGetCommand extends RemoteCommand {
    private static final List<List<String>> BODY = List.of(List.of("adapter_config.json"),
            List.of("adapter.safetensors", "pytorch_adapter.bin", "adapter_model.safetensors", "adapter_model.bin"));
    private static final List<List<String>> HEAD = List.of(List.of("head_config.json"),
            List.of("model_head.safetensors", "pytorch_model_head.bin"));

    @Parameters(paramLabel = "ID", description = "The mixture's id, or its first characters.")
    private String id = "";

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the one that knows the id where not given.")
    private @Nullable String space;

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "Where to put it.")
    private Path out = Path.of("");

    @Override
    protected int run(Client client, Console console) {
        JsonNode mixture = client.get(Spaces.holding(client, space, "mixtures", id));
        String recipe = Documents.text(mixture, "recipe");
        if (recipe == null) {
            throw CliException.failed("mixture " + id + " is not ready: " + mixture.path("status").asText());
        }
        String prefix = recipe.substring(0, recipe.lastIndexOf('/') + 1);
        List<String> files = new ArrayList<>();
        List<String> domains = Mixing.members(mixture);
        try (Progress progress = console.progress("download", 2 + 2L * domains.size())) {
            if (!client.download(recipe, out.resolve("recipe.json"))) {
                throw CliException.failed("the recipe " + recipe + " is not in the store");
            }
            files.add("recipe.json");
            // Mixtures of earlier versions have none.
            if (client.download(prefix + "README.md", out.resolve("README.md"))) {
                files.add("README.md");
            }
            fetch(client, prefix, "body/", BODY, files);
            progress.to(files.size());
            for (String domain : domains) {
                fetch(client, prefix, "heads/" + domain + "/", HEAD, files);
                fetch(client, prefix, "domains/" + domain + "/", BODY, files);
                progress.to(files.size());
            }
        }
        if (files.stream().noneMatch(file -> file.contains("/"))) {
            throw CliException.failed("there is nothing but the recipe at " + prefix);
        }
        if (console.json()) {
            console.print(Documents.object().put("id", id).put("directory", out.toString()).set("files",
                    Documents.arrayOf(files)));
        } else {
            files.forEach(file -> console.print(out.resolve(file).toString()));
        }
        return ExitCode.OK;
    }

    /** Of each group of names the first that is there. */
    private void fetch(Client client, String prefix, String directory, List<List<String>> groups, List<String> files) {
        for (List<String> names : groups) {
            for (String name : names) {
                String file = directory + name;
                if (client.download(prefix + file, out.resolve(file))) {
                    files.add(file);
                    break;
                }
            }
        }
    }
}
