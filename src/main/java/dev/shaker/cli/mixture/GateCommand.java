package dev.shaker.cli.mixture;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.common.Table;
import dev.shaker.cli.common.TextFiles;

/** {@code shaker gate}. Its exit codes are its own: whoever asks a gate must not take a missing answer for a verdict. */
@Command(name = "gate", description = { "May a mixture be released? Judge it by a policy of its space." }, footer = {
        "Examples:", "  shaker gate 3fa1c0 --policy release",
        "  shaker gate 3fa1c0 --policy release --wait 600 --junit gate.xml",
        "  shaker gate 3fa1c0 --policy release --markdown > summary.md" }, exitCodeList = {
                "0:pass", "1:fail",
                "2:an error: typed wrongly, refused, no instance answers, or a file cannot be written",
                "3:inconclusive: too few rows, or something is not measured" })
public final class GateCommand extends RemoteCommand {
    private static final int PASS = 0;
    private static final int FAIL = 1;
    private static final int INCONCLUSIVE = 3;
    /** Seconds that one request waits: less than a proxy gives it. */
    private static final int ONE_WAIT = 20;

    @Parameters(paramLabel = "MIXTURE", description = "The mixture's id, or its first characters.")
    private String id = "";

    @Option(names = "--policy", required = true, paramLabel = "NAME", description = "The policy, kept by PUT /api/v1/spaces/{space}/policies/{name}.")
    private String policy = "";

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the one that knows the id where not given.")
    private @Nullable String space;

    @Option(names = "--wait", paramLabel = "SECONDS", arity = "0..1", fallbackValue = "600", defaultValue = "0", description = "Wait so long for what is being measured (${FALLBACK-VALUE} where no number is given, 0 without --wait).")
    private int wait;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write the verdict as JUnit XML, too.")
    private @Nullable Path junit;

    @Option(names = "--markdown", description = "Print Markdown, for the summary of a pipeline's step.")
    private boolean markdown;

    @Override
    protected int run(Client client, Console console) {
        try {
            if (wait < 0) {
                throw CliException.usage("--wait " + wait + ": at least 0");
            }
            return judge(client, console);
        } catch (CliException failure) {
            throw failure.exiting(ExitCode.USAGE);
        }
    }

    private int judge(Client client, Console console) {
        String path = Spaces.holding(client, space, "mixtures", id) + "/verdict";
        String query = "?policy=" + Client.escape(policy);
        JsonNode verdict = verdict(client, path + query);
        Path file = junit;
        if (file != null) {
            TextFiles.write(file, client.text(path + ".junit.xml" + query, "application/xml"));
        }
        if (console.json()) {
            console.print(verdict);
        } else if (markdown) {
            console.print(client.text(path + ".md" + query, "text/markdown").stripTrailing());
        } else {
            print(verdict, console);
        }
        return switch (verdict.path("outcome").asText()) {
            case "pass" -> PASS;
            case "fail" -> FAIL;
            default -> INCONCLUSIVE;
        };
    }

    private JsonNode verdict(Client client, String path) {
        Instant end = Instant.now().plusSeconds(wait);
        while (true) {
            long left = Math.max(0, Duration.between(Instant.now(), end).toSeconds());
            JsonNode verdict = client.get(path + "&wait=" + Math.min(ONE_WAIT, left));
            if (left == 0 || !isUnderWay(verdict)) {
                return verdict;
            }
        }
    }

    private static boolean isUnderWay(JsonNode verdict) {
        for (JsonNode refusal : verdict.path("refusals")) {
            if (refusal.path("code").asText().equals("evaluation-under-way")) {
                return true;
            }
        }
        return false;
    }

    private static void print(JsonNode verdict, Console console) {
        console.print(console.bold(verdict.path("outcome").asText()) + ": " + verdict.path("summary").asText());
        Table table = new Table().left("domain").left("attack").right("rows").right("alone").right("mixed")
                .right("drop").left("interval").right("allowed").left("outcome");
        for (JsonNode one : verdict.path("domains")) {
            boolean compared = one.hasNonNull("rows");
            table.row(one.path("domain").asText(), one.path("attack").path("name").asText(),
                    one.path("rows").asText(), percent(one, "alone"), percent(one, "mixed"), percent(one, "drop"),
                    compared ? percent(one, "low") + " to " + percent(one, "high") : "", percent(one, "maxDrop"),
                    one.path("outcome").asText());
        }
        table.print(console);
        for (JsonNode one : verdict.path("also")) {
            console.print(
                    one.path("name").asText() + (one.hasNonNull("domain") ? " of " + one.path("domain").asText() : "")
                            + ": " + percent(one, "value") + " (" + percent(one, "low") + " to " + percent(one, "high")
                            + "), limit " + percent(one, "limit") + ": " + one.path("outcome").asText());
        }
        verdict.path("refusals").forEach(
                one -> console.print(one.path("code").asText() + ": " + one.path("message").asText()));
    }

    private static String percent(JsonNode one, String field) {
        return one.hasNonNull(field) ? Console.percent(one.get(field).asDouble()) : "";
    }
}
