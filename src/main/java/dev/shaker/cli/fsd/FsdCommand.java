package dev.shaker.cli.fsd;

import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;

/** {@code shaker fsd}. */
@Command(name = "fsd", description = { "Show the matrix of the fraction of sign differences (FSD) of a space.",
        "FSD 0: no weight of two adapters differs in sign; 0.5: they have nothing in common." }, subcommands = {
                FsdAdviseCommand.class,
                FsdSimilarityCommand.class }, footer = {
                        "Examples:", "  shaker fsd --space mini", "  shaker fsd --space mini --csv > fsd.csv",
                        "  shaker fsd --space mini --basis update" })
public final class FsdCommand extends RemoteCommand {
    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one where not given.")
    private @Nullable String space;

    @Option(names = "--csv", description = "Print comma-separated values.")
    private boolean csv;

    @Option(names = "--basis", paramLabel = "BASIS", defaultValue = "factors", description = "Whose signs: factors, the tensors as stored (default), or update, the "
            + "product that LoRA adds to a weight.")
    private String basis = "factors";

    @Override
    protected int run(Client client, Console console) {
        if (csv && console.json()) {
            throw CliException.usage("--csv and --json exclude each other");
        }
        String chosen = Spaces.choose(client, space);
        String query = "factors".equals(basis) ? "" : "?basis=" + Client.escape(basis);
        if (csv) {
            console.out().print(client.text(Spaces.path(chosen, "/fsd.csv" + query), "text/csv"));
            return ExitCode.OK;
        }
        JsonNode matrix = client.get(Spaces.path(chosen, "/fsd" + query));
        if (console.json()) {
            console.print(matrix);
            return ExitCode.OK;
        }
        List<String> domains = Documents.texts(matrix.path("domains"));
        console.print("space " + chosen + ", generation " + matrix.path("generation").asLong() + ", "
                + (matrix.hasNonNull("total")
                        ? matrix.path("total").asLong() + " weights each"
                        : "adapters of different sizes")
                + ("factors".equals(basis) ? "" : ", basis " + basis));
        List<String> inert = Documents.texts(matrix.path("inert"));
        if (!inert.isEmpty()) {
            console.print("inert, they change nothing and are no partners: " + String.join(", ", inert));
        }
        FsdGrid grid = new FsdGrid(console, domains);
        grid.header(domains.size() - 1);
        for (int row = 0; row < domains.size(); row++) {
            grid.row(matrix, domains, row);
        }
        return ExitCode.OK;
    }
}
