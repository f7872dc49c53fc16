package dev.shaker.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code shaker mix}. */
@Command(name = "mix", description = {
        "Select, prune and average adapters of a space, and evaluate the mixture." }, footer = { "Examples:",
                "  shaker mix --space mini --size 3 --sparsity 0.4",
                "  shaker mix --space mini --targets reviews --strategy paper --size 5",
                "  shaker mix --space mini --members reviews,films --weights reviews=0.7,films=0.3 --json" })
final class MixCommand extends RemoteCommand {
    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one where not given.")
    private @Nullable String space;

    @Option(names = "--strategy", paramLabel = "NAME", description = "How members are chosen: greedy, paper, paper-max or explicit (default: greedy, or explicit "
            + "where --members are given).")
    private @Nullable String strategy;

    @Option(names = "--size", paramLabel = "N", description = "How many members (default 3).")
    private @Nullable Integer size;

    @Option(names = "--members", split = ",", paramLabel = "DOMAIN", description = "Exactly these domains.")
    private List<String> members = List.of();

    @Option(names = "--targets", split = ",", paramLabel = "DOMAIN", description = "Domains that must be members.")
    private List<String> targets = List.of();

    @Option(names = "--sparsity", paramLabel = "S", description = "Share of weights to drop, 0 to 1 (default: none).")
    private @Nullable BigDecimal sparsity;

    @Option(names = "--scope", paramLabel = "SCOPE", description = "Where the threshold holds: layer (default) or global.")
    private @Nullable String scope;

    @Option(names = "--layers", paramLabel = "M", description = "Prune only the M layers of highest FSD of each member (default: all).")
    private @Nullable Integer layers;

    @Option(names = "--against", paramLabel = "WHOM", description = "A layer's FSD is taken against the selected (default) or all adapters.")
    private @Nullable String against;

    @Option(names = "--merge", paramLabel = "METHOD", description = "How members become one: mean (default).")
    private @Nullable String merge;

    @Option(names = "--weights", split = ",", paramLabel = "DOMAIN=W", description = "Weights of a weighted mean.")
    private Map<String, BigDecimal> weights = new LinkedHashMap<>();

    @Option(names = "--evaluate", split = ",", paramLabel = "DOMAIN", description = "Domains to evaluate (default: all members).")
    private List<String> evaluate = List.of();

    @Option(names = "--rows", paramLabel = "N", description = "Evaluate at most so many rows of each test split.")
    private @Nullable Integer rows;

    @Option(names = "--no-evaluate", description = "Make the mixture only.")
    private boolean noEvaluate;

    @Option(names = "--request-id", paramLabel = "ID", description = "The request's own id: the same id twice is one request (default: a new one).")
    private @Nullable String requestId;

    @Option(names = "--no-wait", description = "Send the request and end.")
    private boolean noWait;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "900", description = "How long to wait for each step (default ${DEFAULT-VALUE}).")
    private long timeout;

    @Override
    int run(Client client, Console console) {
        String chosen = Spaces.choose(client, space);
        Mixing mixing = new Mixing(client, console, chosen, Duration.ofSeconds(timeout));
        JsonNode accepted = mixing.request(request());
        String id = accepted.path("requestId").asText();
        if (noWait) {
            if (console.json()) {
                console.print(accepted);
            } else {
                console.print("requested as " + id + "; look later with 'shaker mixtures --space " + chosen + "'");
            }
            return ExitCode.OK;
        }
        JsonNode mixture = mixing.served(id);
        boolean ready = "ready".equals(mixture.path("status").asText());
        if (!console.json()) {
            MixtureReport.print(mixture, console);
        }
        List<DomainAccuracy> accuracies = ready && !noEvaluate
                ? mixing.accuracies(mixture, evaluate.isEmpty() ? Mixing.members(mixture) : evaluate)
                : List.of();
        if (console.json()) {
            ObjectNode document = Documents.object();
            document.set("mixture", mixture);
            document.set("accuracies", DomainAccuracy.documents(accuracies));
            console.print(document);
        } else if (!accuracies.isEmpty()) {
            console.print("");
            DomainAccuracy.print(accuracies, console);
        }
        return ready && accuracies.stream().noneMatch(DomainAccuracy::failed) ? ExitCode.OK : ExitCode.FAILED;
    }

    private ObjectNode request() {
        boolean explicit = strategy == null ? !members.isEmpty() : "explicit".equals(strategy);
        if (explicit == members.isEmpty()) {
            throw CliException.usage(explicit
                    ? "strategy explicit needs --members"
                    : "--members are for strategy explicit; pin domains with --targets");
        }
        ObjectNode request = Documents.object().put("requestId",
                requestId == null ? "cli-" + UUID.randomUUID() : requestId);
        ObjectNode select = request.putObject("select").put("strategy",
                strategy != null ? strategy : explicit ? "explicit" : "greedy");
        if (!explicit) {
            select.put("size", size == null ? 3 : size);
        }
        select.set("targets", Documents.arrayOf(targets));
        select.set("members", Documents.arrayOf(members));
        if (sparsity != null) {
            request.putObject("prune").put("sparsity", sparsity).put("scope", scope).put("layers", layers)
                    .put("against", against);
        } else if (scope != null || layers != null || against != null) {
            throw CliException.usage("--scope, --layers and --against are about pruning: say how much with --sparsity");
        }
        ObjectNode merging = request.putObject("merge").put("method", merge == null ? "mean" : merge);
        if (!weights.isEmpty()) {
            ObjectNode byDomain = merging.putObject("weights");
            weights.forEach(byDomain::put);
        }
        ObjectNode evaluation = request.putObject("evaluate");
        evaluation.set("domains", Documents.arrayOf(evaluate));
        evaluation.put("rowLimit", rows).put("skip", noEvaluate);
        return request;
    }
}
