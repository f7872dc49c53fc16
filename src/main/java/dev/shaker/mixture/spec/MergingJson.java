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
        return read(merge, merge.text("method", "mean"), Pruning.Scope.GLOBAL);
    }

    /** @param trimmed what magnitudes are ranked over where TIES is not told */
    private static Merging read(Fields merge, String method, Pruning.Scope trimmed) {
        Weights weights = SpecJson.weights(merge);
        Alignment align = Alignment.parse(merge.text("align", "none"));
        BigDecimal lambda = merge.decimal("lambda", BigDecimal.ONE);
        return switch (method) {
            // For LoRA the paper's mean is the mean of the factors, and both names are in use.
            case "mean", "factors" -> new Merging.Mean(weights, align);
            case "task-arithmetic" -> new Merging.TaskArithmetic(weights, align, lambda);
            case "ties" -> new Merging.Ties(weights, align, merge.decimal("density", DENSITY),
                    Pruning.Scope.parse(merge.text("scope", trimmed.wire())), lambda);
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
                    rank(merge));
            case "knots" -> new Merging.Knots(inner(merge, method, Pruning.Scope.GLOBAL));
            case "core-space" -> new Merging.CoreSpace(inner(merge, method, Pruning.Scope.LAYER));
            case "tsv-m" -> new Merging.TsvM(weights, lambda);
            case "iso-c" -> new Merging.IsoC(weights, lambda);
            case "model-stock" -> new Merging.ModelStock(weights);
            case "lora-lego" -> new Merging.LoraLego(weights, rank(merge), merge.longInteger("seed", 0));
            default -> throw MixtureErrors.invalid("merge.method", "method '" + method
                    + "' is not known; choose one of mean, factors, task-arithmetic, ties, dare-linear, dare-ties, della,"
                    + " breadcrumbs, slerp, concat, svd, knots, core-space, tsv-m, iso-c, model-stock, lora-lego");
        };
    }

    /** What a space's members are merged by; no alignment of factors changes it. */
    private static Merging inner(Fields merge, String method, Pruning.Scope trimmed) {
        String inner = merge.text("inner", "ties");
        Inner.check(method, inner);
        ObjectNode plain = merge.json().deepCopy();
        plain.remove("align");
        return read(new Fields("merge", plain), inner, trimmed);
    }

    static OptionalInt rank(Fields merge) {
        return merge.has("rank") ? OptionalInt.of(merge.integer("rank")) : OptionalInt.empty();
    }

    public static ObjectNode write(Merging merging) {
        return switch (merging) {
            case Merging.Knots m -> inner(m, m.inner());
            case Merging.CoreSpace m -> inner(m, m.inner());
            default -> parameters(merging);
        };
    }

    private static ObjectNode inner(Merging merging, Merging inner) {
        ObjectNode json = parameters(inner);
        json.remove("align");
        return json.put("method", merging.method()).put("inner", inner.method());
    }

    private static ObjectNode parameters(Merging merging) {
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
            case Merging.TsvM m -> Fields.put(unaligned(json), "lambda", m.lambda());
            case Merging.IsoC m -> Fields.put(unaligned(json), "lambda", m.lambda());
            case Merging.ModelStock _ -> unaligned(json);
            case Merging.LoraLego m -> {
                m.rank().ifPresent(rank -> json.put("rank", rank));
                unaligned(json).put("seed", m.seed());
            }
            case Merging.Knots _,Merging.CoreSpace _ -> throw new IllegalStateException(merging.method());
        }
        return json;
    }

    /** Of a method that no alignment of factors changes. */
    private static ObjectNode unaligned(ObjectNode json) {
        json.remove("align");
        return json;
    }
}
