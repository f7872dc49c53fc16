package dev.shaker.cli.find;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;

/** {@code shaker find cancel}. */
@Command(name = "cancel", description = {
        "Cancel a search; what is measured stays." }, footer = { "Example:",
                "  shaker find cancel cli-7f1c" })
final class FindCancelCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID", description = "The search.")
    private String id = "";

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the one that knows the id where not given.")
    private @Nullable String space;

    @Override
    protected int run(Client client, Console console) {
        Searches.print(client.delete(Searches.path(client, space, id, "")), console);
        return ExitCode.OK;
    }
}
