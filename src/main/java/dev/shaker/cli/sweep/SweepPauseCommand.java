package dev.shaker.cli.sweep;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
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

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the one that knows the id where not given.")
    private @Nullable String space;

    @Override
    protected int run(Client client, Console console) {
        Sweeps.print(client.post(Sweeps.path(client, space, id, "/pause"), "application/json", Documents.object()),
                console);
        return ExitCode.OK;
    }
}
