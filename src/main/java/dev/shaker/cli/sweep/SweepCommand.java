package dev.shaker.cli.sweep;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.Named;
import dev.shaker.cli.common.PruneOptions;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Sizes;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.evaluation.AttackOptions;

/** {@code shaker sweep}, and what can be done with one. */
@Command(name = "sweep", description = {
        "Evaluate many mixtures of a space: all subsets of some sizes, or a sample." }, subcommands = {
                SweepStatusCommand.class, SweepPauseCommand.class, SweepResumeCommand.class,
                SweepCancelCommand.class }, footer = { "Examples:", "  shaker sweep --space mini --sizes 1-3",
                        "  shaker sweep --space mini --targets reviews,films --sizes 1-13 --sample 200 --seed 7 --rows 300",
                        "  shaker sweep --space mini --sizes 1-2 --sparsities 0,0.5,0.9 --no-wait --json",
                        "  shaker sweep --space mini --sizes 1-2 --sparsities 0.5,0.9 --prune-score synflow --prune-rounds 100" })
public final class SweepCommand extends RemoteCommand {
    private static final Pattern SIZES = Pattern.compile("(\\d{1,2})(?:-(\\d{1,2}))?");

    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one where not given.")
    private @Nullable String space;

    @Option(names = "--sizes", paramLabel = "FROM-TO", description = "How many adapters are mixed (default 1-3). Targets alone are always evaluated.")
    private @Nullable String sizes;

    @Option(names = "--targets", split = ",", paramLabel = "DOMAIN", description = "Evaluate only these domains, in the subsets that hold one of them (default: all).")
    private List<String> targets = List.of();

    @Option(names = "--members", split = ",", paramLabel = "DOMAIN", description = "Mix only adapters of these domains (default: all).")
    private List<String> members = List.of();

    @Option(names = "--sample", paramLabel = "N", description = "Draw at most N subsets of each size.")
    private @Nullable Integer sample;

    @Option(names = "--seed", paramLabel = "SEED", description = "Of the draw (default 0).")
    private @Nullable Long seed;

    @Option(names = "--sparsities", split = ",", paramLabel = "S", description = "Prune members at each of these before the mean (default 0).")
    private List<BigDecimal> sparsities = List.of();

    @Mixin
    private PruneOptions pruning = new PruneOptions();

    @Option(names = "--rows", paramLabel = "N", description = "Evaluate at most so many rows of each test split.")
    private @Nullable Integer rows;

    @Option(names = "--attack", paramLabel = "NAME[:KEY=VALUE,…]", description = "Put every subset to this attack besides: fgsm (epsilon) or textfooler (similarity, cosine, "
            + "candidates, wordVectors, encoder).")
    private @Nullable String attack;

    @Option(names = "--budget", paramLabel = "SECONDS", description = "Pause after so much of the evaluators' time.")
    private @Nullable Long budget;

    @Option(names = "--id", paramLabel = "ID", description = "The sweep's own id: the same id twice is one sweep (default: a new one).")
    private @Nullable String id;

    @Option(names = "--no-wait", description = "Send the request and end.")
    private boolean noWait;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "86400", description = "How long to wait (default ${DEFAULT-VALUE}).")
    private long timeout;

    @Override
    protected int run(Client client, Console console) {
        String chosen = Spaces.choose(client, space);
        JsonNode accepted = client.post(Spaces.path(chosen, "/sweeps"), "application/json", request());
        String sweep = accepted.path("sweepId").asText();
        if (noWait) {
            if (console.json()) {
                console.print(accepted);
            } else {
                console.print("requested as " + sweep + "; look with 'shaker sweep status " + sweep + "'");
            }
            return ExitCode.OK;
        }
        console.note("sweep " + sweep + "; Ctrl-C leaves it running");
        return Sweeps.await(client, console, Sweeps.path(client, chosen, sweep, ""), sweep,
                Duration.ofSeconds(timeout));
    }

    private ObjectNode request() {
        ObjectNode request = Documents.object().put("sweepId", id == null ? "cli-" + UUID.randomUUID() : id);
        Named.once("--members", members);
        Named.once("--targets", targets);
        request.set("members", Documents.arrayOf(members));
        request.set("targets", Documents.arrayOf(targets));
        Sizes.put(request, sizes, SIZES, "1-3");
        if (sample != null) {
            request.putObject("sample").put("perSize", sample).put("seed", seed);
        } else if (seed != null) {
            throw CliException.usage("--seed is about a draw: say how many with --sample");
        }
        ArrayNode dropped = request.putArray("sparsities");
        sparsities.forEach(dropped::add);
        if (pruning.isGiven()) {
            if (sparsities.isEmpty()) {
                throw CliException
                        .usage("--scope, --prune-score, --prune-rounds, --prune-seed and --keep-biases are about"
                                + " pruning: say how much with --sparsities");
            }
            pruning.put(request.putObject("prune"));
        }
        request.put("rowLimit", rows);
        if (attack != null) {
            request.set("attack", AttackOptions.parse(attack));
        }
        if (budget != null) {
            request.putObject("budget").put("seconds", budget);
        }
        return request;
    }
}
