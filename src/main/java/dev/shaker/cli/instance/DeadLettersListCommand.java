package dev.shaker.cli.instance;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Table;

/** {@code shaker dead-letters list}. */
@Command(name = "list", description = { "Show how many dead letters wait, by topic." }, footer = { "Example:",
        "  shaker dead-letters list" })
final class DeadLettersListCommand extends RemoteCommand {
    @Override
    protected int run(Client client, Console console) {
        JsonNode topics = client.list("/dead-letters");
        if (console.json()) {
            console.print(topics);
            return ExitCode.OK;
        }
        Table table = new Table().left("topic").right("waiting");
        for (JsonNode topic : topics) {
            table.row(topic.path("topic").asText(), topic.path("waiting").asText());
        }
        table.print(console);
        return ExitCode.OK;
    }
}
