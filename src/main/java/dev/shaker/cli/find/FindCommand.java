package dev.shaker.cli.find;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.Named;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Sizes;
import dev.shaker.cli.common.Spaces;

/** {@code shaker find}, and what can be done with a search. */
@Command(name = "find", description = {
        "Find good mixtures of a space with few evaluations: the best of each size, the largest or",
        "smallest that will do, or the fewest that hold every domain." }, subcommands = { FindStatusCommand.class,
                FindPauseCommand.class, FindResumeCommand.class, FindCancelCommand.class }, footer = { "Examples:",
                        "  shaker find --space mini --target nli",
                        "  shaker find --space mini --target nli=2 --target posts --sizes 2-6 --budget 20000",
                        "  shaker find --space mini --objective largest --drop 0.03 --budget 1%% --seed 7",
                        "  shaker find --space mini --objective pack --drop 0.05 --json" })
public final class FindCommand extends RemoteCommand {
    private static final Pattern SIZES = Pattern.compile("(\\d{1,2})(?:(?:-|\\.\\.)(\\d{1,2}))?");
    private static final Pattern BUDGET = Pattern.compile("(\\d+(?:\\.\\d+)?)\\s*%|(\\d{1,15})");

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one where not given.")
    private @Nullable String space;

    @Option(names = "--target", paramLabel = "DOMAIN[=WEIGHT]", description = "A domain whose rows judge, once for each. Needed for best and smallest; all domains where not given.")
    private List<String> targets = List.of();

    @Option(names = "--objective", paramLabel = "NAME", defaultValue = "best", description = "best: the best mixture of each size. largest: the largest in which no target loses more than --drop. "
            + "smallest: the smallest that is hardly worse than the best (--tolerance). pack: the fewest mixtures that hold every target, none losing more than --drop "
            + "(default ${DEFAULT-VALUE}).")
    private String objective = "best";

    @Option(names = "--drop", paramLabel = "SHARE", description = "Accuracy that a target may lose against its adapter alone: 0.03 is three points.")
    private @Nullable BigDecimal drop;

    @Option(names = "--tolerance", paramLabel = "SHARE", description = "Accuracy that does not count (default 0.01).")
    private @Nullable BigDecimal tolerance;

    @Option(names = "--sizes", paramLabel = "FROM-TO", description = "How many adapters are mixed (default 2-8; from 1 for smallest, 1 to all for largest).")
    private @Nullable String sizes;

    @Option(names = "--candidates", split = ",", paramLabel = "DOMAIN", description = "Mix only adapters of these domains (default: all).")
    private List<String> candidates = List.of();

    @Option(names = "--exclude", split = ",", paramLabel = "DOMAIN", description = "Mix none of these domains.")
    private List<String> excluded = List.of();

    @Option(names = "--pin", split = ",", paramLabel = "DOMAIN", description = "Mix these domains always.")
    private List<String> pinned = List.of();

    @Option(names = "--budget", paramLabel = "ROWS|SHARE%", description = "What may be measured to search: mixtures times rows, or a share of what measuring every mixture on every row would take (default 1%%).")
    private @Nullable String budget;

    @Option(names = "--confirm-share", paramLabel = "SHARE", description = "Share of each target's rows that takes no part in the choice (default 0.3).")
    private @Nullable BigDecimal confirmShare;

    @Option(names = "--confidence", paramLabel = "SHARE", description = "Of bounds and intervals (default 0.95).")
    private @Nullable BigDecimal confidence;

    @Option(names = "--seed", paramLabel = "SEED", description = "Of the rows' order and of the search (default 0).")
    private @Nullable Long seed;

    @Option(names = "--id", paramLabel = "ID", description = "The search's own id: the same id twice is one search (default: a new one).")
    private @Nullable String id;

    @Option(names = "--no-wait", description = "Send the request and end.")
    private boolean noWait;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "86400", description = "How long to wait (default ${DEFAULT-VALUE}).")
    private long timeout;

    @Override
    protected int run(Client client, Console console) {
        ObjectNode request = request();
        String chosen = Spaces.choose(client, space);
        JsonNode accepted = client.post(Spaces.path(chosen, "/searches"), "application/json", request);
        String search = accepted.path("guidedId").asText();
        if (noWait) {
            if (console.json()) {
                console.print(accepted);
            } else {
                console.print("requested as " + search + "; look with 'shaker find status " + search + "'");
            }
            return ExitCode.OK;
        }
        console.note("search " + search + "; Ctrl-C leaves it running");
        return Searches.await(client, console, Searches.path(client, chosen, search, ""), search,
                Duration.ofSeconds(timeout));
    }

    private ObjectNode request() {
        ObjectNode request = Documents.object().put("guidedId", id == null ? "cli-" + UUID.randomUUID() : id)
                .put("objective", objective).put("drop", drop).put("tolerance", tolerance)
                .put("confidence", confidence).put("confirmShare", confirmShare).put("seed", seed);
        Named.once("--candidates", candidates);
        Named.once("--exclude", excluded);
        Named.once("--pin", pinned);
        ArrayNode judges = request.putArray("targets");
        targets.forEach(target -> judges.add(target(target)));
        request.set("candidates", Documents.arrayOf(candidates));
        request.set("excluded", Documents.arrayOf(excluded));
        request.set("pinned", Documents.arrayOf(pinned));
        Sizes.put(request, sizes, SIZES, "2-8");
        if (budget != null) {
            Matcher given = BUDGET.matcher(budget);
            if (!given.matches()) {
                throw CliException.usage("--budget " + budget + " is neither rows nor a share: it reads like 20000, or"
                        + " 1%");
            }
            if (given.group(1) == null) {
                request.putObject("budget").put("rows", Long.parseLong(given.group(2)));
            } else {
                request.putObject("budget").put("share", new BigDecimal(given.group(1)).movePointLeft(2));
            }
        }
        return request;
    }

    private static ObjectNode target(String given) {
        int equals = given.indexOf('=');
        if (equals < 0) {
            return Documents.object().put("domain", given);
        }
        try {
            return Documents.object().put("domain", given.substring(0, equals)).put("weight",
                    new BigDecimal(given.substring(equals + 1)));
        } catch (NumberFormatException e) {
            throw CliException.usage("--target " + given + " has no weight: it reads like nli, or nli=2");
        }
    }
}
