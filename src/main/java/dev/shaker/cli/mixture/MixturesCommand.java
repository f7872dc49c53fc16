package dev.shaker.cli.mixture;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.Problems;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.common.Table;

/** {@code shaker mixtures}. */
@Command(name = "mixtures", description = { "List the mixtures of a space, the newest first." }, footer = {
        "Example:", "  shaker mixtures --space mini" })
public final class MixturesCommand extends RemoteCommand {
    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one where not given.")
    private @Nullable String space;

    @Option(names = "--limit", paramLabel = "N", defaultValue = "50", description = "At most so many (default ${DEFAULT-VALUE}).")
    private int limit;

    @Override
    protected int run(Client client, Console console) {
        if (limit < 1) {
            throw CliException.usage("--limit " + limit + ": at least 1");
        }
        JsonNode mixtures = client.list(Spaces.path(Spaces.choose(client, space), "/mixtures"), limit);
        if (console.json()) {
            console.print(mixtures);
            return ExitCode.OK;
        }
        Table table = new Table().left("requested").left("status").right("sparsity").left("members")
                .left("id or error");
        for (JsonNode mixture : mixtures) {
            String id = Documents.text(mixture, "id");
            table.row(Documents.textOrEmpty(mixture, "requestedAt"),
                    mixture.path("status").asText() + (mixture.path("stale").asBoolean() ? ", stale" : ""),
                    id == null ? "" : Console.decimal(mixture.path("sparsity").asDouble(), 4),
                    String.join(",", Mixing.members(mixture)),
                    id == null ? Problems.line(mixture.path("error")) : id);
        }
        table.print(console);
        return ExitCode.OK;
    }
}
