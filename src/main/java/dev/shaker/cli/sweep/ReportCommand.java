package dev.shaker.cli.sweep;

import java.nio.file.Path;
import java.util.Objects;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.TextFiles;

/** {@code shaker report}. */
@Command(name = "report", description = {
        "Write what a sweep found as one self-contained HTML page, and its data as CSV and JSON beside it." }, footer = {
                "Examples:", "  shaker report cli-7f1c", "  shaker report cli-7f1c --out results/mini.html" })
public final class ReportCommand extends RemoteCommand {
    @Parameters(paramLabel = "SWEEP", description = "The sweep's id.")
    private String id = "";

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the one that knows the id where not given.")
    private @Nullable String space;

    @Option(names = "--out", paramLabel = "FILE", defaultValue = "report.html", description = "The page (default ${DEFAULT-VALUE}); the data go to the same name with .csv and .json.")
    private Path out = Path.of("report.html");

    @Override
    protected int run(Client client, Console console) {
        Path page = out.toAbsolutePath();
        String name = Objects.requireNonNull(page.getFileName()).toString().replaceFirst("\\.html?$", "");
        Path csv = page.resolveSibling(name + ".csv");
        Path json = page.resolveSibling(name + ".json");
        String sweep = Sweeps.path(client, space, id, "");
        TextFiles.write(page, client.text(sweep + "/report", "text/html"));
        TextFiles.write(csv, client.csv(sweep + "/results"));
        TextFiles.write(json, Documents.pretty(client.get(sweep + "/statistics")) + "\n");
        if (console.json()) {
            ObjectNode files = Documents.object().put("page", page.toString()).put("csv", csv.toString()).put("json",
                    json.toString());
            console.print(files);
        } else {
            console.print(page + "\n" + csv + "\n" + json);
        }
        return ExitCode.OK;
    }
}
