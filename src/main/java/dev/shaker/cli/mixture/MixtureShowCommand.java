package dev.shaker.cli.mixture;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;

/** {@code shaker mixture show}. */
@Command(name = "show", description = { "Show a mixture: members, sparsity, where its recipe is." }, footer = {
        "Example:", "  shaker mixture show 3fa1…" })
final class MixtureShowCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID", description = "The mixture's id.")
    private String id = "";

    @Override
    protected int run(Client client, Console console) {
        JsonNode mixture = client.get("/mixtures/" + Client.escape(id));
        if (console.json()) {
            console.print(mixture);
        } else {
            MixtureReport.print(mixture, console);
        }
        return ExitCode.OK;
    }
}
