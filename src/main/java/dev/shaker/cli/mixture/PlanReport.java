package dev.shaker.cli.mixture;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.Table;

/** The dry run of a mixture in a few lines. */
final class PlanReport {
    private PlanReport() {
    }

    static void print(JsonNode plan, Console console) {
        if (console.json()) {
            console.print(plan);
            return;
        }
        console.print(console.bold("would make mixture " + plan.path("id").asText())
                + (plan.path("stored").asBoolean() ? " (made before)" : ""));
        console.print("  of        space " + plan.path("space").asText() + ", generation "
                + plan.path("generation").asLong() + ", basis " + plan.path("basis").asText());
        JsonNode mean = plan.path("scores").path("meanPairwise");
        if (mean.isNumber()) {
            console.print("  mean FSD  " + Console.decimal(mean.asDouble(), 4));
        }
        console.print("  method    " + plan.path("request").path("merge").path("method").asText());
        Table table = new Table().left("member").right("weight").right("mean FSD to all").right("similarity")
                .right("layers pruned");
        for (JsonNode member : plan.path("members")) {
            JsonNode score = score(plan, member.path("domain").asText());
            table.row(member.path("domain").asText(), member.path("weight").asText(),
                    number(score.path("averageOfOthers")), number(score.path("similarity")),
                    member.hasNonNull("prunedLayers") ? String.valueOf(member.get("prunedLayers").size()) : "");
        }
        console.print("");
        table.print(console);
    }

    private static JsonNode score(JsonNode plan, String domain) {
        for (JsonNode score : plan.path("scores").path("order")) {
            if (domain.equals(score.path("domain").asText())) {
                return score;
            }
        }
        return Documents.object();
    }

    private static String number(JsonNode value) {
        return value.isNumber() ? Console.decimal(value.asDouble(), 4) : "";
    }
}
