package dev.shaker.cli.evaluation;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.Problems;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.common.Table;

/** {@code shaker evaluations}. */
@Command(name = "evaluations", aliases = "accuracies", description = {
        "List the evaluations of a space: accuracies, alone and mixed.",
        "A line that names an attack tells the accuracy under it." }, footer = {
                "Examples:", "  shaker evaluations --space mini",
                "  shaker evaluations --space mini --mixture 3fa1c0 --json" })
public final class EvaluationsCommand extends RemoteCommand {
    private static final int SHORT_ID = 12;

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one where not given.")
    private @Nullable String space;

    @Option(names = "--mixture", paramLabel = "ID", description = "Only those of one mixture.")
    private @Nullable String mixture;

    @Override
    protected int run(Client client, Console console) {
        if (mixture != null) {
            Spaces.checkId("mixture", mixture);
        }
        JsonNode evaluations = client.list(Spaces.path(Spaces.choose(client, space),
                "/evaluations" + (mixture == null ? "" : "?mixture=" + Client.escape(mixture))));
        if (console.json()) {
            console.print(evaluations);
            return ExitCode.OK;
        }
        Table table = new Table().left("domain").left("what").left("status").right("accuracy").right("drop")
                .left("device").left("error");
        for (JsonNode evaluation : evaluations) {
            JsonNode attacked = evaluation.path("underAttack");
            JsonNode counts = attacked.isObject() ? attacked : evaluation;
            String of = Documents.text(evaluation, "mixtureId");
            String what = of == null ? "alone" : "mixture " + of.substring(0, Math.min(SHORT_ID, of.length()));
            table.row(evaluation.path("domain").asText(),
                    attacked.isObject() ? what + ", " + AttackOptions.label(attacked.path("attack")) : what,
                    evaluation.path("status").asText(),
                    counts.hasNonNull("correct")
                            ? new Share(counts.get("correct").asLong(), evaluation.path("rows").asLong()).text()
                            : "",
                    counts.hasNonNull("drop") ? Console.percent(counts.get("drop").asDouble()) : "",
                    Documents.textOrEmpty(evaluation, "device"), Problems.line(evaluation.path("error")));
        }
        table.print(console);
        return ExitCode.OK;
    }
}
