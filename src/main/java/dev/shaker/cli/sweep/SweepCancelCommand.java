package dev.shaker.cli.sweep;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;

/** {@code shaker sweep cancel}. */
@Command(name = "cancel", description = { "Cancel a sweep; what is measured stays." }, footer = { "Example:",
        "  shaker sweep cancel cli-7f1c" })
final class SweepCancelCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID", description = "The sweep.")
    private String id = "";

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the one that knows the id where not given.")
    private @Nullable String space;

    @Override
    protected int run(Client client, Console console) {
        Sweeps.print(client.delete(Sweeps.path(client, space, id, "")), console);
        return ExitCode.OK;
    }
}
