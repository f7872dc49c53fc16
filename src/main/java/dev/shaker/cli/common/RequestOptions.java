package dev.shaker.cli.common;

import java.math.BigDecimal;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a mixture request is made of: whom to choose, what to drop, how to combine. */
public final class RequestOptions {
    @Option(names = "--strategy", paramLabel = "NAME", description = "How members are chosen: greedy, paper, paper-max, exact, threshold, similarity or explicit (default: "
            + "greedy, or explicit where --members are given).")
    private @Nullable String strategy;

    @Option(names = "--size", paramLabel = "N", description = "How many members (default 3).")
    private @Nullable Integer size;

    @Option(names = "--members", split = ",", paramLabel = "DOMAIN", description = "Exactly these domains.")
    private List<String> members = List.of();

    @Option(names = "--targets", split = ",", paramLabel = "DOMAIN", description = "Domains that must be members.")
    private List<String> targets = List.of();

    @Option(names = "--threshold", paramLabel = "FSD", description = "For strategy threshold: the highest FSD of any pair.")
    private @Nullable BigDecimal threshold;

    @Option(names = "--basis", paramLabel = "BASIS", description = "Of the FSD that decides: factors (default) or, for LoRA, update.")
    private @Nullable String basis;

    @Option(names = "--measure", paramLabel = "MEASURE", description = "That decides: fsd (default; of similarity the texts) or, for LoRA, cosine or subspace of the updates.")
    private @Nullable String measure;

    @Option(names = "--sparsity", paramLabel = "S", description = "Share of weights to drop, 0 to 1 (default: none).")
    private @Nullable BigDecimal sparsity;

    @Mixin
    private PruneOptions pruning = new PruneOptions();

    @Option(names = "--layers", paramLabel = "M", description = "Prune only the M layers of highest FSD of each member (default: all).")
    private @Nullable Integer layers;

    @Option(names = "--against", paramLabel = "WHOM", description = "A layer's FSD is taken against the selected (default) or all adapters.")
    private @Nullable String against;

    @Option(names = { "--method",
            "--merge" }, paramLabel = "METHOD", description = "How members become one: mean (default), task-arithmetic, ties, dare-linear, dare-ties, della, "
                    + "breadcrumbs, slerp; for LoRA of any ranks also concat (exact), svd, knots, core-space, tsv-m, iso-c, "
                    + "model-stock, lora-lego. Weights are shares of a mean, divided by their sum, for mean, concat, svd, "
                    + "model-stock and lora-lego; factors, divided by nothing, for task-arithmetic, dare-linear, breadcrumbs, "
                    + "tsv-m and iso-c; votes on each sign for ties, dare-ties and della; what they are to --inner for knots "
                    + "and core-space.")
    private @Nullable String method;

    @Option(names = "--weights", split = ",", paramLabel = "DOMAIN=W", description = "Weights by domain, negative ones too: one for every member, or none for equal weights.")
    private List<String> weights = List.of();

    @Option(names = "--align", paramLabel = "HOW", description = "Align LoRA factors first: none (default), flip or procrustes.")
    private @Nullable String align;

    @Option(names = "--inner", paramLabel = "METHOD", description = "For knots and core-space: what merges the members inside: ties (default) or another "
            + "method that combines tensors; for core-space also tsv-m and iso-c.")
    private @Nullable String inner;

    @Option(names = "--rank", paramLabel = "R", description = "For LoRA: the greatest rank of the result; what is lost is reported (default: the method's own, "
            + "for svd and lora-lego the greatest of the members').")
    private @Nullable Integer rank;

    @Option(names = "--uniform", description = "For LoRA: one rank and one scale for all modules, as servers ask for it.")
    private boolean uniform;

    @Option(names = "--density", paramLabel = "D", description = "For ties, dare, della and breadcrumbs: share of weights kept, 0 to 1.")
    private @Nullable BigDecimal density;

    @Option(names = "--lambda", paramLabel = "L", description = "Factor of the merged update (default 1).")
    private @Nullable BigDecimal lambda;

    @Option(names = "--epsilon", paramLabel = "E", description = "For della: how far drop probabilities spread.")
    private @Nullable BigDecimal epsilon;

    @Option(names = "--gamma", paramLabel = "G", description = "For breadcrumbs: share of the largest weights dropped.")
    private @Nullable BigDecimal gamma;

    @Option(names = "--merge-seed", paramLabel = "N", description = "For dare, della and lora-lego: seed of the draw (default 0).")
    private @Nullable Long seed;

    @Option(names = "--merge-scope", paramLabel = "SCOPE", description = "For ties and slerp: layer, block or global.")
    private @Nullable String mergeScope;

    @Option(names = "--heads", paramLabel = "HOW", description = "own: every domain keeps its head (default); mean: one averaged head, for equal labels only.")
    private @Nullable String heads;

    /** {@code select}, {@code prune} and {@code merge}. */
    public ObjectNode request() {
        ObjectNode request = Documents.object();
        select(request.putObject("select"));
        if (sparsity != null) {
            ObjectNode prune = request.putObject("prune").put("sparsity", sparsity);
            pruning.put(prune);
            if (layers != null) {
                prune.put("layers", layers);
            }
            text(prune, "against", against);
        } else if (pruning.isGiven() || layers != null || against != null) {
            throw CliException.usage("--scope, --layers, --against, --prune-score, --prune-rounds, --prune-seed and"
                    + " --keep-biases are about pruning: say how much with --sparsity");
        }
        merge(request.putObject("merge"));
        return request;
    }

    private void select(ObjectNode select) {
        boolean explicit = strategy == null ? !members.isEmpty() : "explicit".equals(strategy);
        if (explicit == members.isEmpty()) {
            throw CliException.usage(explicit
                    ? "strategy explicit needs --members"
                    : "--members are for strategy explicit; pin domains with --targets");
        }
        select.put("strategy", strategy != null ? strategy : explicit ? "explicit" : "greedy");
        boolean open = "threshold".equals(strategy);
        if (open != (threshold != null)) {
            throw CliException.usage(open
                    ? "strategy threshold needs --threshold, the highest FSD of any pair"
                    : "--threshold is for --strategy threshold");
        }
        if (open) {
            select.put("threshold", threshold);
        } else if (!explicit) {
            select.put("size", size == null ? 3 : size);
        }
        Named.once("--targets", targets);
        Named.once("--members", members);
        select.set("targets", Documents.arrayOf(targets));
        select.set("members", Documents.arrayOf(members));
        if (basis != null) {
            select.put("basis", basis);
        }
        if (measure != null) {
            select.put("measure", measure);
        }
    }

    private void merge(ObjectNode merge) {
        merge.put("method", method == null ? "mean" : method);
        if (!weights.isEmpty()) {
            weights(merge.putObject("weights"));
        }
        ObjectNode parameters = Documents.object();
        text(parameters, "inner", inner);
        text(parameters, "align", align);
        text(parameters, "heads", heads);
        text(parameters, "scope", mergeScope);
        decimal(parameters, "density", density);
        decimal(parameters, "lambda", lambda);
        decimal(parameters, "epsilon", epsilon);
        decimal(parameters, "gamma", gamma);
        if (rank != null) {
            parameters.put("rank", rank);
        }
        if (uniform) {
            parameters.put("uniform", true);
        }
        if (seed != null) {
            parameters.put("seed", seed);
        }
        if (!parameters.isEmpty()) {
            merge.set("parameters", parameters);
        }
    }

    private void weights(ObjectNode byDomain) {
        for (String weight : weights) {
            int end = weight.indexOf('=');
            String domain = weight.substring(0, Math.max(0, end));
            if (byDomain.has(domain)) {
                throw CliException.usage("--weights names '" + domain + "' twice; name each domain once");
            }
            try {
                byDomain.put(domain, new BigDecimal(weight.substring(end + 1)));
            } catch (NumberFormatException e) {
                domain = "";
            }
            if (domain.isEmpty()) {
                throw CliException.usage("--weights '" + weight + "': write DOMAIN=W, such as reviews=0.7");
            }
        }
        List<String> missing = members.stream().filter(member -> !byDomain.has(member)).toList();
        if (!missing.isEmpty()) {
            throw CliException.usage("--weights has none for " + String.join(", ", missing)
                    + "; weight every member, or none for equal weights");
        }
    }

    private static void text(ObjectNode parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    private static void decimal(ObjectNode parameters, String name, @Nullable BigDecimal value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
