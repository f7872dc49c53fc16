package dev.shaker.cli.fsd;

import java.util.List;

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

/** {@code shaker fsd similarity}. */
@Command(name = "similarity", description = {
        "Show what the updates of LoRA adapters have in common beside signs: cosine, norms, overlap of their column and row",
        "spaces, energy in shared directions. Two domains are shown module by module." }, footer = { "Examples:",
                "  shaker fsd similarity --space mini-lora",
                "  shaker fsd similarity --space mini-lora --domains reviews,films" })
final class FsdSimilarityCommand extends RemoteCommand {
    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one where not given.")
    private @Nullable String space;

    @Option(names = "--domains", split = ",", paramLabel = "DOMAIN", description = "These domains (default: all of the space, 100 at most).")
    private List<String> domains = List.of();

    @Override
    protected int run(Client client, Console console) {
        String chosen = Spaces.choose(client, space);
        boolean pair = domains.size() == 2;
        String path = pair
                ? "/similarity/" + Client.escape(domains.get(0)) + "/" + Client.escape(domains.get(1))
                : "/similarity" + (domains.isEmpty() ? "" : "?domains=" + Client.escape(String.join(",", domains)));
        JsonNode similarity = client.get(Spaces.path(chosen, path));
        if (console.json()) {
            console.print(similarity);
            return ExitCode.OK;
        }
        console.print("space " + chosen + ", generation " + similarity.path("generation").asLong());
        List<String> inert = Documents.texts(similarity.path("inert"));
        if (!inert.isEmpty()) {
            console.print("inert, they change nothing: " + String.join(", ", inert));
        }
        if (pair) {
            modules(similarity, console);
        } else {
            pairs(similarity, console);
        }
        return ExitCode.OK;
    }

    private static void modules(JsonNode pair, Console console) {
        Table table = new Table().left("module").right("cosine").right("norm A").right("norm B").right("rank A")
                .right("rank B").right("columns").right("rows").right("shared A").right("shared B");
        row(table, "total", pair.path("total"));
        for (JsonNode module : pair.path("modules")) {
            row(table, module.path("name").asText(), module.path("measures"));
        }
        table.print(console);
    }

    private static void row(Table table, String name, JsonNode of) {
        table.row(name, number(of.path("cosine"), 4), number(of.path("normA"), 3), number(of.path("normB"), 3),
                number(of.path("effectiveRankA"), 1), number(of.path("effectiveRankB"), 1),
                number(of.path("columnOverlap"), 3), number(of.path("rowOverlap"), 3),
                number(of.path("sharedEnergyA"), 3), number(of.path("sharedEnergyB"), 3));
    }

    private static void pairs(JsonNode matrix, Console console) {
        List<String> names = Documents.texts(matrix.path("domains"));
        Table table = new Table().left("pair").right("cosine").right("norm A").right("norm B").right("rank A")
                .right("rank B").right("columns").right("rows").right("shared A").right("shared B");
        for (int i = 0; i < names.size(); i++) {
            for (int j = i + 1; j < names.size(); j++) {
                table.row(names.get(i) + " - " + names.get(j), cell(matrix, "cosine", i, j, 4),
                        number(matrix.path("norms").path(i), 3), number(matrix.path("norms").path(j), 3),
                        number(matrix.path("effectiveRanks").path(i), 1),
                        number(matrix.path("effectiveRanks").path(j), 1), cell(matrix, "columnOverlap", i, j, 3),
                        cell(matrix, "rowOverlap", i, j, 3), cell(matrix, "sharedEnergy", i, j, 3),
                        cell(matrix, "sharedEnergy", j, i, 3));
            }
        }
        table.print(console);
    }

    private static String cell(JsonNode matrix, String measure, int i, int j, int digits) {
        return number(matrix.path(measure).path(i).path(j), digits);
    }

    private static String number(JsonNode value, int digits) {
        return value.isNumber() ? Console.decimal(value.asDouble(), digits) : "-";
    }
}
