package dev.shaker.cli.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.common.Table;

/** {@code shaker adapters}. */
@Command(name = "adapters", description = {
        "List the adapters of a space: registered, superseded or rejected." }, footer = { "Examples:",
                "  shaker adapters --space mini",
                "  shaker adapters --space mini --rejected --json" })
public final class AdaptersCommand extends RemoteCommand {
    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one where not given.")
    private @Nullable String space;

    @Option(names = "--rejected", description = "List what was rejected, and why.")
    private boolean rejected;

    @Override
    protected int run(Client client, Console console) {
        String chosen = Spaces.choose(client, space);
        JsonNode rows = client.list(Spaces.path(chosen, rejected ? "/rejections" : "/adapters"));
        if (console.json()) {
            console.print(rows);
        } else if (rejected) {
            Table table = new Table().left("domain").left("time").left("code").left("message");
            for (JsonNode row : rows) {
                table.row(Documents.textOrEmpty(row, "domain"), Documents.textOrEmpty(row, "time"),
                        row.path("error").path("code").asText(), row.path("error").path("message").asText());
            }
            table.print(console);
        } else {
            Table table = new Table().left("domain").left("method").left("status").right("generation")
                    .right("parameters").right("labels").left("id");
            for (JsonNode row : rows) {
                table.row(row.path("domain").asText(), row.path("method").asText(),
                        row.path("status").asText() + (row.path("inert").asBoolean() ? ", inert" : ""),
                        row.path("generation").asText(), row.path("parameters").asText(),
                        String.valueOf(row.path("labels").size()), row.path("id").asText());
            }
            table.print(console);
        }
        return ExitCode.OK;
    }
}
