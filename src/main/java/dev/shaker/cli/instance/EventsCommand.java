package dev.shaker.cli.instance;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.ServerSentEvents;
import dev.shaker.cli.common.Waiting;

/** {@code shaker events}. */
@Command(name = "events", description = { "Follow the result events of the instance until Ctrl-C.",
        "A broken connection is taken up again where it broke." }, footer = { "Examples:",
                "  shaker events --space mini", "  shaker events --json --count 10" })
public final class EventsCommand extends RemoteCommand {
    private static final Duration FOREVER = Duration.ofDays(365);

    @Option(names = "--space", paramLabel = "NAME", description = "Only events of this space.")
    private @Nullable String space;

    @Option(names = "--count", paramLabel = "N", description = "End after so many events.")
    private @Nullable Integer count;

    @Option(names = "--since", paramLabel = "ID", description = "Begin after the event of this id.")
    private @Nullable String last;

    private int printed;
    private boolean connected;

    @Override
    protected int run(Client client, Console console) {
        return Waiting.until(FOREVER, () -> "the stream of events", () -> follow(client, console));
    }

    /** Follows one connection to its end; an exit code once enough is printed. */
    private Optional<Integer> follow(Client client, Console console) {
        String path = "/events/stream" + (space == null ? "" : "?space=" + Client.escape(space));
        try (Stream<String> lines = client.stream(path, last == null ? Map.of() : Map.of("Last-Event-ID", last))) {
            ServerSentEvents events = new ServerSentEvents(lines.iterator());
            for (Optional<ServerSentEvents.Event> next = events.next(); next.isPresent(); next = events.next()) {
                ServerSentEvents.Event event = next.get();
                last = event.id() == null ? last : event.id();
                if ("hello".equals(event.name())) {
                    console.note(connected ? "connected again" : "following " + client.base());
                    connected = true;
                    continue;
                }
                print(event, console);
                printed++;
                if (count != null && printed >= count) {
                    return Optional.of(ExitCode.OK);
                }
            }
        } catch (UncheckedIOException broken) {
            console.note("the connection broke");
        }
        return Optional.empty();
    }

    private static void print(ServerSentEvents.Event event, Console console) {
        JsonNode data;
        try {
            data = Documents.parse(event.data());
        } catch (JsonProcessingException notJson) {
            throw CliException.failed("the data of event " + event.id() + " (" + event.name() + ") is not JSON");
        }
        if (console.json()) {
            ObjectNode line = Documents.object().put("id", event.id()).put("event", event.name());
            line.set("data", data);
            console.print(Documents.compact(line));
        } else {
            console.print(String.format(Locale.ROOT, "%-18s  %s", event.name(), Documents.compact(data)));
        }
    }
}
