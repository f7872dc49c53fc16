package dev.shaker.cli.mixture;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.RequestOptions;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.evaluation.AttackOptions;
import dev.shaker.cli.evaluation.DomainAccuracy;

/** {@code shaker mix}. */
@Command(name = "mix", description = {
        "Select, prune and average adapters of a space, and evaluate the mixture." }, footer = { "Examples:",
                "  shaker mix --space mini --size 3 --sparsity 0.4",
                "  shaker mix --space mini --targets reviews --strategy paper --size 5",
                "  shaker mix --space mini --members reviews,films --weights reviews=0.7,films=0.3 --json",
                "  shaker mix --space mini --strategy exact --size 3 --basis update --method ties --density 0.2",
                "  shaker mix --space mini --members reviews,films --method svd --rank 8 --dry-run",
                "  shaker mix --space mini --size 3 --rows 100 --attack fgsm:epsilon=0.01 --attack textfooler" })
public final class MixCommand extends RemoteCommand {
    @Option(names = "--space", paramLabel = "NAME", description = "The space; the only one where not given.")
    private @Nullable String space;

    @Mixin
    private RequestOptions options = new RequestOptions();

    @Option(names = "--evaluate", split = ",", paramLabel = "DOMAIN", description = "Domains to evaluate (default: all members).")
    private List<String> evaluate = List.of();

    @Option(names = "--again", description = "Measure anew what was measured before.")
    private boolean again;

    @Option(names = "--rows", paramLabel = "N", description = "Evaluate at most so many rows of each test split.")
    private @Nullable Integer rows;

    @Mixin
    private final AttackOptions attacks = new AttackOptions();

    @Option(names = "--no-evaluate", description = "Make the mixture only.")
    private boolean noEvaluate;

    @Option(names = "--request-id", paramLabel = "ID", description = "The request's own id: the same id twice is one request (default: a new one).")
    private @Nullable String requestId;

    @Option(names = "--dry-run", description = "Show members, scores and the mixture's id, and make nothing.")
    private boolean dryRun;

    @Option(names = "--no-wait", description = "Send the request and end.")
    private boolean noWait;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "900", description = "How long to wait for each step (default ${DEFAULT-VALUE}).")
    private long timeout;

    @Override
    protected int run(Client client, Console console) {
        if (noEvaluate && !attacks.isEmpty()) {
            throw CliException.usage("--attack is about evaluation, and --no-evaluate leaves that out");
        }
        Named.once("--evaluate", evaluate);
        String chosen = Spaces.choose(client, space);
        if (dryRun) {
            JsonNode plan = client.post(Spaces.path(chosen, "/mixtures/plan"), "application/json", request());
            PlanReport.print(plan, console);
            return ExitCode.OK;
        }
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
                ? mixing.accuracies(mixture, evaluate.isEmpty() ? Mixing.members(mixture) : evaluate,
                        attacks.request())
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
        ObjectNode request = Documents.object().put("requestId",
                requestId == null ? "cli-" + UUID.randomUUID() : requestId);
        request.setAll(options.request());
        ObjectNode evaluation = request.putObject("evaluate");
        evaluation.set("domains", Documents.arrayOf(evaluate));
        evaluation.put("rowLimit", rows).put("skip", noEvaluate);
        if (again) {
            evaluation.put("refresh", true);
        }
        if (!attacks.isEmpty()) {
            evaluation.set("attacks", attacks.request());
        }
        return request;
    }
}
