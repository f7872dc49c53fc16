package dev.shaker.cli.instance;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import dev.shaker.cli.adapter.Outcome;
import dev.shaker.cli.adapter.Publication;
import dev.shaker.cli.adapter.Publisher;
import dev.shaker.cli.common.CliException;
import dev.shaker.cli.common.Client;
import dev.shaker.cli.common.Console;
import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;
import dev.shaker.cli.common.Problems;
import dev.shaker.cli.common.RemoteCommand;
import dev.shaker.cli.common.Spaces;
import dev.shaker.cli.evaluation.AttackOptions;
import dev.shaker.cli.evaluation.DomainAccuracy;
import dev.shaker.cli.find.Decision;
import dev.shaker.cli.fsd.FsdGrid;
import dev.shaker.cli.mixture.Mixing;
import dev.shaker.cli.mixture.MixtureReport;

/** {@code shaker demo}: the whole way, on the sample. */
@Command(name = "demo", description = {
        "Start everything and show the whole way on a small sample: thirteen adapters are published, the matrix of sign "
                + "differences grows, a mixture is chosen by it, pruned, averaged and stored, and the accuracy of its "
                + "domains is measured alone and mixed. At the end stands a decision that rests on measurements: the "
                + "fewest mixtures that hold all domains, none losing more than --drop." }, footer = { "Examples:",
                        "  ./shaker demo",
                        "  ./shaker demo --exit --method lora --members reviews,films,posts --sparsity 0.4",
                        "  ./shaker demo --exit --json > demo.json" })
public final class DemoCommand extends RemoteCommand {
    @Option(names = "--exit", description = "End after the table; otherwise Shaker keeps running until Ctrl-C.")
    private boolean exit;

    @Option(names = "--method", paramLabel = "METHOD", defaultValue = "PFEIFFER", description = "Adapters of which method: pfeiffer (default) or lora.")
    private Method method = Method.PFEIFFER;

    @Option(names = "--members", split = ",", paramLabel = "DOMAIN", description = "Mix exactly these domains (default: Shaker chooses, greedily).")
    private List<String> members = List.of();

    @Option(names = "--size", paramLabel = "N", defaultValue = "3", description = "How many members Shaker chooses (default ${DEFAULT-VALUE}).")
    private int size;

    @Option(names = "--sparsity", paramLabel = "S", defaultValue = "0.4", description = "Share of weights to drop, 0 to 1 (default ${DEFAULT-VALUE}).")
    private BigDecimal sparsity = BigDecimal.ZERO;

    @Option(names = "--drop", paramLabel = "SHARE", defaultValue = "0.03", description = "Accuracy that no domain may lose in the mixtures of the decision at the end (default ${DEFAULT-VALUE}, three points). With --members nothing is to be decided.")
    private BigDecimal drop = BigDecimal.ZERO;

    @Option(names = "--sample", paramLabel = "DIR", description = "Another sample than the project's src/sample.")
    private @Nullable Path sample;

    @Option(names = "--timeout", paramLabel = "SECONDS", defaultValue = "300", description = "How long to wait for each step (default ${DEFAULT-VALUE}).")
    private long timeout;

    @Mixin
    private final AttackOptions attacks = new AttackOptions();

    @Mixin
    private final LauncherOptions launcher = new LauncherOptions();

    @Override
    protected int run(Client client, Console console) {
        launcher.refuse();
        Sample source = Sample.in(sample);
        Duration limit = Duration.ofSeconds(timeout);
        String space = "sample-" + method.word();
        List<Publication> publications = source.adapters(method.word());
        List<String> order = publish(client, console, source, space, publications, limit);

        Mixing mixing = new Mixing(client, console, space, limit);
        say(console,
                "\nMixing " + (members.isEmpty() ? size + " adapters, chosen greedily" : String.join(", ", members))
                        + ", sparsity " + sparsity.toPlainString());
        JsonNode mixture = mixing.served(mixing.request(request()).path("requestId").asText());
        if (!"ready".equals(mixture.path("status").asText())) {
            throw Problems.failure(mixture.path("error"));
        }
        if (!console.json()) {
            MixtureReport.print(mixture, console);
        }
        List<DomainAccuracy> accuracies = mixing.accuracies(mixture, Mixing.members(mixture),
                attacks.request());
        if (!console.json()) {
            console.print("\nAccuracy of every member domain, alone and mixed");
            DomainAccuracy.print(accuracies, console);
        }
        Optional<Decision> decision = members.isEmpty()
                ? Optional.of(decide(client, console, space, limit))
                : Optional.empty();
        if (console.json()) {
            ObjectNode document = document(client, space, order, mixture, accuracies);
            decision.ifPresent(found -> document.set("decision", found.document()));
            console.print(document);
        } else {
            decision.ifPresent(found -> tell(console, found, mixture, accuracies));
            if (!exit) {
                console.print("\nMore of it at " + client.base());
            }
        }
        return accuracies.stream().anyMatch(DomainAccuracy::failed) ? ExitCode.FAILED : ExitCode.OK;
    }

    private Decision decide(Client client, Console console, String space, Duration limit) {
        say(console, "\nWhich may be mixed, if none may lose more than " + points(drop.doubleValue())
                + "? Measured, not guessed");
        return Decision.of(client, console, space, drop, limit);
    }

    /** What was found, beside what sign differences alone have chosen above. */
    private void tell(Console console, Decision found, JsonNode mixture, List<DomainAccuracy> accuracies) {
        found.print(console);
        accuracies.stream().filter(accuracy -> !accuracy.failed())
                .max(Comparator.comparingDouble(DomainAccuracy::drop))
                .ifPresent(worst -> console.print("Sign differences alone chose " + String.join(", ",
                        Mixing.members(mixture)) + " above, where " + worst.domain() + " loses "
                        + points(worst.drop()) + "."));
    }

    private static String points(double share) {
        return Console.decimal(100 * share, 1) + " points";
    }

    /** Publishes all, prints the matrix's rows as they come, and returns the domains in that order. */
    private List<String> publish(Client client, Console console, Sample source, String space,
            List<Publication> publications, Duration limit) {
        say(console, "Publishing " + publications.size() + " " + method.word() + " adapters of "
                + source.baseName() + " to space " + space);
        String base = Publisher.uploadBase(client, console, source.base());
        Publisher publisher = new Publisher(client, console, space, source.baseName(), base, null);
        List<String> domains = publications.stream().map(Publication::domain).toList();
        FsdGrid grid = new FsdGrid(console, domains);
        List<String> shown = new ArrayList<>();
        List<Outcome> rejected = new ArrayList<>();
        Map<String, String> sent = publisher.publish(publications);
        say(console, "\nFraction of sign differences, row by row");
        if (!console.json()) {
            grid.header(publications.size() - 1);
        }
        publisher.await(sent, limit, outcome -> {
            if (outcome.rejected()) {
                rejected.add(outcome);
                return;
            }
            shown.add(outcome.domain());
            if (!console.json()) {
                grid.row(client.get(Spaces.path(space, "/fsd")), shown, shown.size() - 1);
            }
        });
        if (!rejected.isEmpty()) {
            throw CliException.failed(rejected.getFirst().line());
        }
        return shown;
    }

    private ObjectNode request() {
        ObjectNode request = Documents.object().put("requestId", "demo-" + UUID.randomUUID());
        ObjectNode select = request.putObject("select");
        if (members.isEmpty()) {
            select.put("strategy", "greedy").put("size", size);
        } else {
            select.put("strategy", "explicit").set("members", Documents.arrayOf(members));
        }
        request.putObject("prune").put("sparsity", sparsity);
        if (!attacks.isEmpty()) {
            request.putObject("evaluate").set("attacks", attacks.request());
        }
        return request;
    }

    private static ObjectNode document(Client client, String space, List<String> order, JsonNode mixture,
            List<DomainAccuracy> accuracies) {
        JsonNode matrix = client.get(Spaces.path(space, "/fsd"));
        ObjectNode document = Documents.object().put("space", space).put("generation",
                matrix.path("generation").asLong());
        JsonNode registered = Spaces.adapters(client, space, "?status=registered");
        ArrayNode adapters = document.putArray("adapters");
        for (String domain : order) {
            for (JsonNode adapter : registered) {
                if (domain.equals(adapter.path("domain").asText())) {
                    adapters.addObject().put("domain", domain).put("method", adapter.path("method").asText()).put("id",
                            adapter.path("id").asText());
                }
            }
        }
        ObjectNode fsd = document.putObject("fsd");
        for (String field : List.of("domains", "conflicts", "total")) {
            fsd.set(field, matrix.path(field));
        }
        ObjectNode mixed = document.putObject("mixture").put("id", mixture.path("id").asText());
        mixed.set("members", Documents.arrayOf(Mixing.members(mixture)));
        mixed.set("sparsity", mixture.path("sparsity"));
        mixed.set("recipe", mixture.path("recipe"));
        document.set("accuracies", DomainAccuracy.documents(accuracies));
        return document;
    }

    private static void say(Console console, String text) {
        if (console.json()) {
            console.note(text.strip());
        } else {
            console.print(console.bold(text));
        }
    }

    /** The sample's adapter methods. */
    enum Method {
        PFEIFFER, LORA;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
