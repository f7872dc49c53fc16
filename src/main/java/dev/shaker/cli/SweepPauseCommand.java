package dev.shaker.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code shaker sweep pause}. */
@Command(name = "pause", description = {
        "Leave the unfinished shards of a sweep alone until it is resumed." }, footer = { "Example:",
                "  shaker sweep pause cli-7f1c" })
final class SweepPauseCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID", description = "The sweep.")
    private String id = "";

    @Override
    int run(Client client, Console console) {
        Sweeps.print(client.post(Sweeps.path(id, "/pause"), "application/json", Documents.object()), console);
        return ExitCode.OK;
    }
}
