package dev.shaker.cli.find;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.Problems;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.common.Table;

/** {@code shaker find status}. */
@Command(name = "status", description = {
        "Show how far a search is and what it found, or list those of a space." }, footer = {
                "Examples:", "  shaker find status cli-7f1c", "  shaker find status cli-7f1c --wait",
                "  shaker find status --space mini" })
final class FindStatusCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "The search; all of the space where not given.")
    private @Nullable String id;

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one, or the one that knows the id, where not given.")
    private @Nullable String space;

    @Option(names = "--wait", description = "Wait until it has ended or stands still.")
    private boolean wait;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "86400", description = "How long to wait (default ${DEFAULT-VALUE}).")
    private long timeout;

    @Override
    protected int run(Client client, Console console) {
        String search = id;
        if (search == null) {
            list(client.list(Spaces.path(Spaces.choose(client, space), "/searches")), console);
            return ExitCode.OK;
        }
        String path = Searches.path(client, space, search, "");
        if (wait) {
            return Searches.await(client, console, path, search, Duration.ofSeconds(timeout));
        }
        Searches.print(client.get(path), console);
        return ExitCode.OK;
    }

    private static void list(JsonNode searches, Console console) {
        if (console.json()) {
            console.print(searches);
            return;
        }
        Table table = new Table().left("search").left("objective").left("status").right("rows").right("budget")
                .left("requested").left("error");
        for (JsonNode search : searches) {
            table.row(search.path("guidedId").asText(), search.path("request").path("objective").asText(),
                    Searches.status(search), search.path("measuredRows").asText(), search.path("budgetRows").asText(),
                    search.path("requestedAt").asText(), Problems.line(search.path("error")));
        }
        table.print(console);
    }
}
