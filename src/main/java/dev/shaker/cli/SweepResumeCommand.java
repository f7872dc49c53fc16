package dev.shaker.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code shaker sweep resume}. */
@Command(name = "resume", description = {
        "Go on with a paused or failed sweep; finished shards are not repeated." }, footer = { "Example:",
                "  shaker sweep resume cli-7f1c" })
final class SweepResumeCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID", description = "The sweep.")
    private String id = "";

    @Override
    int run(Client client, Console console) {
        Sweeps.print(client.post(Sweeps.path(id, "/resume"), "application/json", Documents.object()), console);
        return ExitCode.OK;
    }
}
