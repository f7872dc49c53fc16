package dev.shaker.cli.sweep;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.Problems;
import dev.shaker.cli.common.Progress;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.common.Waiting;

/** What commands about sweeps have in common. */
final class Sweeps {
    private Sweeps() {
    }

    static String path(Client client, @Nullable String space, String id, String below) {
        return Spaces.holding(client, space, "sweeps", id) + below;
    }

    /** Waits until a sweep has ended or stands still, with a bar, and prints it. */
    static int await(Client client, Console console, String path, String id, Duration limit) {
        JsonNode planned = Waiting.until(limit, () -> "plan of sweep " + id,
                () -> client.find(path).filter(sweep -> !"requested".equals(status(sweep))));
        JsonNode sweep = planned;
        if ("running".equals(status(planned))) {
            try (Progress progress = console.progress("sweep", planned.path("total").asLong())) {
                sweep = Waiting.until(limit, () -> "sweep " + id, () -> {
                    JsonNode now = client.get(path);
                    progress.to(now.path("done").asLong());
                    return "running".equals(status(now)) ? Optional.empty() : Optional.of(now);
                });
            }
        }
        print(sweep, console);
        return "completed".equals(status(sweep)) ? ExitCode.OK : ExitCode.FAILED;
    }

    static void print(JsonNode sweep, Console console) {
        if (console.json()) {
            console.print(sweep);
            return;
        }
        long done = sweep.path("done").asLong();
        long total = sweep.path("total").asLong();
        console.print(console.bold("sweep " + sweep.path("sweepId").asText()) + " of space "
                + sweep.path("space").asText() + ": " + status(sweep));
        console.print("  evaluations  " + done + " of " + total
                + (total == 0 ? "" : String.format(Locale.ROOT, " (%.1f %%)", 100.0 * done / total)) + ", shards "
                + sweep.path("shardsDone").asInt() + " of " + sweep.path("shards").asInt());
        if (sweep.hasNonNull("perSecond")) {
            console.print("  rate         " + Console.decimal(sweep.get("perSecond").asDouble(), 1)
                    + " evaluations/s, evaluators worked "
                    + Console.decimal(sweep.path("seconds").asDouble(), 1) + " s");
        }
        if (sweep.hasNonNull("estimatedEnd")) {
            console.print("  expected end " + sweep.get("estimatedEnd").asText());
        }
        if (sweep.hasNonNull("note")) {
            console.print("  " + sweep.get("note").asText());
        }
        if (sweep.hasNonNull("error")) {
            console.print("  " + Problems.line(sweep.get("error")));
        }
        if ("completed".equals(status(sweep))) {
            console.print("  report       shaker report " + sweep.path("sweepId").asText());
        }
    }

    static String status(JsonNode sweep) {
        return sweep.path("status").asText();
    }
}
