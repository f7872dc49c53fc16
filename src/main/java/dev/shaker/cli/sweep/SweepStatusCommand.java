package dev.shaker.cli.sweep;

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

/** {@code shaker sweep status}. */
@Command(name = "status", description = { "Show how far a sweep is, or list those of a space." }, footer = {
        "Examples:", "  shaker sweep status cli-7f1c", "  shaker sweep status cli-7f1c --wait",
        "  shaker sweep status --space mini" })
final class SweepStatusCommand extends RemoteCommand {
    @Parameters(paramLabel = "ID", arity = "0..1", description = "The sweep; all of the space where not given.")
    private @Nullable String id;

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one, or the one that knows the id, where not given.")
    private @Nullable String space;

    @Option(names = "--wait", description = "Wait until it has ended or stands still.")
    private boolean wait;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "86400", description = "How long to wait (default ${DEFAULT-VALUE}).")
    private long timeout;

    @Override
    protected int run(Client client, Console console) {
        String sweep = id;
        if (sweep == null) {
            list(client.list(Spaces.path(Spaces.choose(client, space), "/sweeps")), console);
            return ExitCode.OK;
        }
        String path = Sweeps.path(client, space, sweep, "");
        if (wait) {
            return Sweeps.await(client, console, path, sweep, Duration.ofSeconds(timeout));
        }
        Sweeps.print(client.get(path), console);
        return ExitCode.OK;
    }

    private static void list(JsonNode sweeps, Console console) {
        if (console.json()) {
            console.print(sweeps);
            return;
        }
        Table table = new Table().left("sweep").left("status").right("done").right("total").left("requested")
                .left("error");
        for (JsonNode sweep : sweeps) {
            table.row(sweep.path("sweepId").asText(), Sweeps.status(sweep), sweep.path("done").asText(),
                    sweep.path("total").asText(), sweep.path("requestedAt").asText(),
                    Problems.line(sweep.path("error")));
        }
        table.print(console);
    }
}
