package dev.shaker.cli.find;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;

/** {@code shaker find resume}. */
@Command(name = "resume", description = {
        "Go on where a search stood." }, footer = { "Example:",
                "  shaker find resume cli-7f1c" })
final class FindResumeCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID", description = "The search.")
    private String id = "";

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the one that knows the id where not given.")
    private @Nullable String space;

    @Override
    protected int run(Client client, Console console) {
        Searches.print(client.post(Searches.path(client, space, id, "/resume"), "application/json", Documents.object()),
                console);
        return ExitCode.OK;
    }
}
