package dev.shaker.cli.adapter;

import java.time.Duration;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.common.Waiting;

/** {@code shaker adapter withdraw}. */
@Command(name = "withdraw", description = { "Take a domain's adapter out of its space.",
        "It is compared, chosen and swept no more; mixtures that hold it become stale. Publishing one brings the domain back." }, footer = {
                "Example:", "  shaker adapter withdraw reviews --reason 'trained on the wrong split'" })
final class AdapterWithdrawCommand extends RemoteCommand {
    private static final String API = "/api/v1";

    @Parameters(paramLabel = "DOMAIN", description = "The domain whose adapter is withdrawn.")
    private String domain = "";

    @Option(names = "--space", paramLabel = "NAME", description = "The space it is in, where there are several.")
    private @Nullable String space;

    @Option(names = "--adapter", paramLabel = "ID", description = "Withdraw nothing unless this adapter is the current one.")
    private @Nullable String adapter;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for people.")
    private @Nullable String reason;

    @Option(names = "--no-wait", description = "Ask for it and end.")
    private boolean noWait;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "60", description = "How long to wait (default ${DEFAULT-VALUE}).")
    private long timeout;

    @Override
    protected int run(Client client, Console console) {
        String chosen = Spaces.choose(client, space);
        JsonNode accepted = client.delete(Spaces.path(chosen, "/domains/" + Client.escape(domain)) + query());
        String event = accepted.path("eventId").asText();
        Outcome outcome = noWait
                ? new Outcome(domain, event, "accepted", null, 0, null)
                : Outcome.of(domain, event, await(client, chosen, accepted.path("location").asText()));
        if (console.json()) {
            console.print(outcome.document());
        } else {
            console.print(outcome.line());
        }
        return outcome.rejected() ? ExitCode.FAILED : ExitCode.OK;
    }

    private JsonNode await(Client client, String chosen, String location) {
        return Waiting.until(Duration.ofSeconds(timeout),
                () -> "the withdrawal of domain " + domain + " of space " + chosen + " is still under way",
                () -> client.find(location.substring(API.length())));
    }

    private String query() {
        StringBuilder query = new StringBuilder();
        if (adapter != null) {
            query.append("?adapter=").append(Client.escape(adapter));
        }
        if (reason != null) {
            query.append(query.isEmpty() ? '?' : '&').append("reason=").append(Client.escape(reason));
        }
        return query.toString();
    }
}
