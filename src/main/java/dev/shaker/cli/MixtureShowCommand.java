package dev.shaker.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code shaker mixture show}. */
@Command(name = "show", description = { "Show a mixture: members, sparsity, where its recipe is." }, footer = {
        "Example:", "  shaker mixture show 3fa1…" })
final class MixtureShowCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID", description = "The mixture's id.")
    private String id = "";

    @Override
    int run(Client client, Console console) {
        JsonNode mixture = client.get("/mixtures/" + Client.escape(id));
        if (console.json()) {
            console.print(mixture);
        } else {
            MixtureReport.print(mixture, console);
        }
        return ExitCode.OK;
    }
}
