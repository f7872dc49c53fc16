package dev.shaker.cli.mixture;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.Problems;

/** A mixture in a few lines. */
public final class MixtureReport {
    private MixtureReport() {
    }

    public static void print(JsonNode mixture, Console console) {
        String status = mixture.path("status").asText();
        if ("failed".equals(status)) {
            console.print("mixture request " + mixture.path("requestId").asText() + " failed");
            console.print("  " + Problems.line(mixture.path("error")));
            return;
        }
        console.print(console.bold("mixture " + Documents.textOrEmpty(mixture, "id")));
        if (!"ready".equals(status)) {
            console.print("  status    " + status);
            return;
        }
        console.print("  members   " + String.join(", ", Mixing.members(mixture)));
        if (mixture.hasNonNull("meanFsd")) {
            console.print("  mean FSD  " + Console.decimal(mixture.get("meanFsd").asDouble(), 4));
        }
        console.print("  sparsity  " + Console.decimal(mixture.path("sparsity").asDouble(), 4));
        console.print("  recipe    " + Documents.textOrEmpty(mixture, "recipe"));
        console.print("  of        space " + mixture.path("space").asText() + ", generation "
                + mixture.path("generation").asLong() + (mixture.path("stale").asBoolean() ? " (stale)" : ""));
    }
}
