package dev.shaker.cli.fsd;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.RequestOptions;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.common.Table;

/** {@code shaker fsd advise}. */
@Command(name = "advise", description = { "Say whether adapters may be mixed, before anything is mixed, and why.",
        "Verdicts: mix, not-measured, caution, do-not. A request that is impossible is a verdict, too.",
        "What mixing costs is foretold from mixtures that were measured in the space, with a 90 %% interval." }, footer = {
                "Examples:",
                "  shaker fsd advise --space mini --members reviews,films",
                "  shaker fsd advise --space mini --strategy exact --size 3 --basis update",
                "  shaker fsd advise --space mini --members reviews,films --method concat --json" })
final class FsdAdviseCommand extends RemoteCommand {
    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one where not given.")
    private @Nullable String space;

    @Mixin
    private RequestOptions options = new RequestOptions();

    @Override
    protected int run(Client client, Console console) {
        JsonNode advice = client.post(Spaces.path(Spaces.choose(client, space), "/advice"), "application/json",
                options.request());
        if (console.json()) {
            console.print(advice);
        } else {
            print(advice, console);
        }
        return "do-not".equals(advice.path("verdict").asText()) ? ExitCode.FAILED : ExitCode.OK;
    }

    private static void print(JsonNode advice, Console console) {
        console.print(console.bold("verdict   " + advice.path("verdict").asText()));
        console.print("  space     " + advice.path("space").asText() + ", generation "
                + advice.path("generation").asLong());
        List<String> members = Documents.texts(advice.path("plan").path("members"));
        if (!members.isEmpty()) {
            console.print("  members   " + String.join(", ", members));
            console.print("  mixture   " + advice.path("plan").path("id").asText());
        }
        console.print("  init seed " + advice.path("initialisation").asText());
        for (JsonNode finding : advice.path("findings")) {
            console.print("  " + finding.path("reason").asText() + ": " + finding.path("message").asText());
        }
        JsonNode fsd = advice.path("costs").path("fsd");
        if (!fsd.isMissingNode()) {
            console.print("  " + evidence(fsd));
        }
        if (advice.path("pairs").isEmpty()) {
            return;
        }
        console.print("");
        Table table = new Table().left("pair").right("FSD factors").right("non-zero").right("FSD update")
                .right("non-zero").right("cosine").right("norm ratio")
                .left("worst layer").right("its FSD");
        for (JsonNode pair : advice.path("pairs")) {
            JsonNode layer = pair.path("worstLayers").path(0);
            double counted = layer.path("total").asDouble();
            table.row(String.join(" - ", Documents.texts(pair.path("domains"))), fsd(pair.path("factors"), "fsd"),
                    fsd(pair.path("factors"), "fsdBothNonZero"), fsd(pair.path("update"), "fsd"),
                    fsd(pair.path("update"), "fsdBothNonZero"), fsd(pair.path("similarity"), "cosine"),
                    fsd(pair.path("similarity"), "normRatio"), layer.path("layer").asText(),
                    counted == 0 ? "" : Console.decimal(layer.path("conflicts").asDouble() / counted, 4));
        }
        table.print(console);
    }

    /** What speaks for FSD in this space, and what against it. */
    private static String evidence(JsonNode fsd) {
        JsonNode correlation = fsd.path("correlation");
        String goes = correlation.isMissingNode()
                ? ""
                : "; its correlation with the drop is " + Console.decimal(correlation.path("value").asDouble(), 2)
                        + " ("
                        + Console.decimal(correlation.path("low").asDouble(), 2) + " to "
                        + Console.decimal(correlation.path("high").asDouble(), 2) + ")";
        return "FSD here: of " + fsd.path("pairs").asLong() + " pairs of measured mixtures of one size on one domain, "
                + Console.decimal(100.0 * fsd.path("lowerWasBetter").asLong() / fsd.path("pairs").asLong(), 0)
                + " % had the lower drop where the FSD is lower" + goes;
    }

    /** FSD over all positions, as the matrix has it, and over those where both are not 0: two fractions, two names. */
    private static String fsd(JsonNode counts, String field) {
        return counts.hasNonNull(field) ? Console.decimal(counts.get(field).asDouble(), 4) : "-";
    }
}
