package dev.shaker.cli.instance;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;

/** {@code shaker dead-letters replay}. */
@Command(name = "replay", description = {
        "Put the dead letters of a topic back, each once, after whatever made them has been repaired." }, footer = {
                "Example:", "  shaker dead-letters replay shaker.train-completed" })
final class DeadLettersReplayCommand extends RemoteCommand {
    @Parameters(paramLabel = "TOPIC", description = "The topic they came from, such as shaker.train-completed.")
    private String topic = "";

    @Override
    protected int run(Client client, Console console) {
        JsonNode replayed = client.post("/dead-letters/" + Client.escape(topic) + "/replay", "application/json",
                Documents.object());
        if (console.json()) {
            console.print(replayed);
        } else {
            console.print(topic + ": " + replayed.path("replayed").asLong() + " dead letters put back");
        }
        return ExitCode.OK;
    }
}
