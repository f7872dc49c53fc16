package dev.shaker.cli.sweep;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;

/** {@code shaker sweep pause}. */
@Command(name = "pause", description = {
        "Leave the unfinished shards of a sweep alone until it is resumed." }, footer = { "Example:",
                "  shaker sweep pause cli-7f1c" })
final class SweepPauseCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID", description = "The sweep.")
    private String id = "";

    @Override
    protected int run(Client client, Console console) {
        Sweeps.print(client.post(Sweeps.path(id, "/pause"), "application/json", Documents.object()), console);
        return ExitCode.OK;
    }
}
