package dev.shaker.cli.mixture;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;

/** {@code shaker mixture show}. */
@Command(name = "show", description = { "Show a mixture: members, sparsity, where its recipe is." }, footer = {
        "Example:", "  shaker mixture show 3fa1c0" })
final class MixtureShowCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID", description = "The mixture's id, or its first characters.")
    private String id = "";

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the one that knows the id where not given.")
    private @Nullable String space;

    @Override
    protected int run(Client client, Console console) {
        JsonNode mixture = client.get(Spaces.holding(client, space, "mixtures", id));
        if (console.json()) {
            console.print(mixture);
        } else {
            MixtureReport.print(mixture, console);
        }
        return ExitCode.OK;
    }
}
