package dev.shaker.cli.find;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.Problems;
import dev.shaker.cli.common.Progress;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.common.Table;
import dev.shaker.cli.common.Waiting;

/** What commands about searches have in common. */
final class Searches {
    private Searches() {
    }

    static String path(Client client, @Nullable String space, String id, String below) {
        return Spaces.holding(client, space, "searches", id) + below;
    }

    /** Waits until a search has ended or stands still, with a bar, and prints it. */
    static int await(Client client, Console console, String path, String id, Duration limit) {
        JsonNode search = ended(client, console, path, id, limit);
        print(search, console);
        return "completed".equals(status(search)) ? ExitCode.OK : ExitCode.FAILED;
    }

    /** A search that has ended or stands still, after a bar. */
    static JsonNode ended(Client client, Console console, String path, String id, Duration limit) {
        JsonNode planned = Waiting.until(limit, () -> "plan of search " + id,
                () -> client.find(path).filter(search -> !"requested".equals(status(search))));
        JsonNode search = planned;
        if ("running".equals(status(planned))) {
            try (Progress progress = console.progress("rows", planned.path("budgetRows").asLong())) {
                search = Waiting.until(limit, () -> "search " + id, () -> {
                    JsonNode now = client.get(path);
                    // What confirms comes on top of the budget.
                    progress.to(Math.min(now.path("measuredRows").asLong(), now.path("budgetRows").asLong()));
                    return "running".equals(status(now)) ? Optional.empty() : Optional.of(now);
                });
            }
        }
        return search;
    }

    static void print(JsonNode search, Console console) {
        if (console.json()) {
            console.print(search);
            return;
        }
        console.print(console.bold("search " + search.path("guidedId").asText()) + " of space "
                + search.path("space").asText() + ": " + status(search));
        console.print("  row evaluations  " + search.path("measuredRows").asLong() + ", budget "
                + search.path("budgetRows").asLong() + " and what confirms, in " + search.path("round").asInt()
                + " rounds; evaluators worked " + Console.decimal(search.path("seconds").asDouble(), 1) + " s");
        if (search.hasNonNull("estimatedEnd")) {
            console.print("  expected end     " + search.get("estimatedEnd").asText());
        }
        if (search.hasNonNull("error")) {
            console.print("  " + Problems.line(search.get("error")));
        }
        if (search.hasNonNull("result")) {
            print(search.path("result"), search.path("space").asText(), console);
        } else if (!search.path("best").isEmpty()) {
            leaders(search.path("best"), console);
        }
    }

    private static void print(JsonNode result, String space, Console console) {
        if (result.hasNonNull("missedRows")) {
            console.print("  model            off by " + Console.decimal(result.get("missedRows").asDouble(), 1)
                    + " rows in its last round");
        }
        Table table = new Table().right("size").left("members").right("searched").right("rows").left("confirmed on")
                .right("rows").right("alone").right("mixed").right("drop").left("interval");
        JsonNode choices = result.path("choices");
        for (JsonNode choice : choices) {
            List<String> members = members(choice);
            String size = String.valueOf(members.size());
            String names = String.join(" ", members);
            String value = percent(choice, "value");
            String rows = choice.path("rows").asText();
            for (JsonNode one : choice.path("confirmations")) {
                table.row(size, names, value, rows, one.path("domain").asText(), one.path("rows").asText(),
                        percent(one, "alone"), percent(one, "mixed"), percent(one, "drop"),
                        percent(one, "low") + " to " + percent(one, "high"));
                size = "";
                names = "";
                value = "";
                rows = "";
            }
        }
        table.print(console);
        if (result.path("objective").asText().equals("pack")) {
            console.print(choices.size() + (choices.size() == 1 ? " mixture holds" : " mixtures hold")
                    + " every target; " + result.path("refuted").asInt()
                    + " unions were believed possible and are not");
            choices.forEach(choice -> command(choice, space, console));
        } else if (result.hasNonNull("answer")) {
            command(choices.path(result.get("answer").asInt()), space, console);
        } else if (result.path("objective").asText().equals("best")) {
            choices.forEach(choice -> command(choice, space, console));
        } else {
            console.print("none will do");
        }
    }

    private static void command(JsonNode choice, String space, Console console) {
        console.print("  shaker mix --space " + space + " --members " + String.join(",", members(choice)));
    }

    private static void leaders(JsonNode best, Console console) {
        Table table = new Table().right("size").left("best so far").right("searched").right("rows");
        for (JsonNode leader : best) {
            List<String> members = new ArrayList<>();
            leader.path("members").forEach(member -> members.add(member.asText()));
            table.row(String.valueOf(members.size()), String.join(" ", members), percent(leader, "value"),
                    leader.path("rows").asText());
        }
        table.print(console);
    }

    static List<String> members(JsonNode choice) {
        List<String> members = new ArrayList<>();
        choice.path("members").forEach(member -> members.add(member.path("domain").asText()));
        return members;
    }

    private static String percent(JsonNode node, String field) {
        return Console.percent(node.path(field).asDouble());
    }

    static String status(JsonNode search) {
        return search.path("status").asText();
    }
}
