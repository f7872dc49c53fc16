package dev.shaker.mixture.spec;

import java.math.BigDecimal;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.tensor.JsonText;

/** The {@code merge} object of a request. */
public final class MergingJson {
    private static final BigDecimal GAMMA = new BigDecimal("0.01");
    private static final BigDecimal EPSILON = new BigDecimal("0.1");
    private static final BigDecimal DENSITY = new BigDecimal("0.2");
    private static final BigDecimal DARE_DENSITY = new BigDecimal("0.5");

    private MergingJson() {
    }

    public static Merging read(JsonNode json) {
        Fields merge = new Fields("merge", json);
        String method = merge.text("method", "mean");
        Weights weights = SpecJson.weights(merge);
        Alignment align = Alignment.parse(merge.text("align", "none"));
        BigDecimal lambda = merge.decimal("lambda", BigDecimal.ONE);
        return switch (method) {
            // For LoRA the paper's mean is the mean of the factors, and both names are in use.
            case "mean", "factors" -> new Merging.Mean(weights, align);
            case "task-arithmetic" -> new Merging.TaskArithmetic(weights, align, lambda);
            case "ties" -> new Merging.Ties(weights, align, merge.decimal("density", DENSITY),
                    Pruning.Scope.parse(merge.text("scope", "global")), lambda);
            case "dare-linear", "dare-ties" -> new Merging.Dare(weights, align,
                    merge.decimal("density", DARE_DENSITY), merge.longInteger("seed", 0), method.equals("dare-ties"),
                    lambda);
            case "della" -> new Merging.Della(weights, align, merge.decimal("density", DARE_DENSITY),
                    merge.decimal("epsilon", EPSILON), merge.longInteger("seed", 0), lambda);
            case "breadcrumbs" -> new Merging.Breadcrumbs(weights, align,
                    merge.decimal("density", new BigDecimal("0.9")), merge.decimal("gamma", GAMMA), lambda);
            case "slerp" -> new Merging.Slerp(weights, align, Pruning.Scope.parse(merge.text("scope", "layer")));
            case "concat" -> new Merging.Concat(weights, align);
            case "svd" -> new Merging.Svd(weights, align,
                    merge.has("rank") ? OptionalInt.of(merge.integer("rank")) : OptionalInt.empty());
            default -> throw MixtureErrors.invalid("merge.method", "method '" + method
                    + "' is not known; choose one of mean, factors, task-arithmetic, ties, dare-linear, dare-ties, della,"
                    + " breadcrumbs, slerp, concat, svd");
        };
    }

    public static ObjectNode write(Merging merging) {
        ObjectNode json = JsonText.object().put("method", merging.method()).put("align", merging.align().wire());
        SpecJson.write(json, merging.weights());
        switch (merging) {
            case Merging.Mean _,Merging.Concat _ -> {
                return json;
            }
            case Merging.TaskArithmetic m -> Fields.put(json, "lambda", m.lambda());
            case Merging.Ties m -> {
                Fields.put(json, "density", m.density());
                json.put("scope", m.scope().wire());
                Fields.put(json, "lambda", m.lambda());
            }
            case Merging.Dare m -> {
                Fields.put(json, "density", m.density());
                json.put("seed", m.seed());
                Fields.put(json, "lambda", m.lambda());
            }
            case Merging.Della m -> {
                Fields.put(json, "density", m.density());
                Fields.put(json, "epsilon", m.epsilon());
                json.put("seed", m.seed());
                Fields.put(json, "lambda", m.lambda());
            }
            case Merging.Breadcrumbs m -> {
                Fields.put(json, "density", m.density());
                Fields.put(json, "gamma", m.gamma());
                Fields.put(json, "lambda", m.lambda());
            }
            case Merging.Slerp m -> json.put("scope", m.scope().wire());
            case Merging.Svd m -> m.rank().ifPresent(rank -> json.put("rank", rank));
        }
        return json;
    }
}
