package dev.shaker.mixture;

import java.util.Optional;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.forecast.Forecast;
import dev.shaker.fsd.LayerConflicts;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.similarity.Similarity;
import dev.shaker.tensor.JsonText;

/** Advice as REST and the command line show it. */
public final class AdviceJson {
    private AdviceJson() {
    }

    /**
     * {@code {verdict, initialisation, findings [{reason, domains, message}], pairs [{domains, factors, update, similarity,
     * worstLayers}], plan {id, members, scores}, costs {confidence, domains [{domain, drop, low, high, basis, observations}],
     * fsd {mixtures, domains, correlation {value, low, high}, pairs, lowerWasBetter}}}}; drops are shares; a basis in which a pair is not comparable is left out, and so is the
     * similarity of what is no LoRA or does nothing.
     */
    public static ObjectNode write(Advice advice) {
        ObjectNode json = JsonText.object().put("verdict", advice.verdict().wire()).put("initialisation",
                advice.initialisation().wire());
        ArrayNode findings = json.putArray("findings");
        for (Advice.Finding finding : advice.findings()) {
            ObjectNode node = findings.addObject().put("reason", finding.reason().wire());
            ArrayNode domains = node.putArray("domains");
            finding.domains().forEach(domain -> domains.add(domain.name()));
            node.put("message", finding.message());
        }
        ArrayNode pairs = json.putArray("pairs");
        for (Advice.PairAdvice pair : advice.pairs()) {
            ObjectNode node = pairs.addObject();
            node.putArray("domains").add(pair.domainA().name()).add(pair.domainB().name());
            put(node, "factors", pair.factors());
            put(node, "update", pair.update());
            pair.similarity().filter(similarity -> similarity.cosine().isPresent())
                    .ifPresent(similarity -> put(node.putObject("similarity"), similarity));
            ArrayNode layers = node.putArray("worstLayers");
            for (LayerConflicts layer : pair.worstLayers()) {
                put(layers.addObject().put("layer", layer.layer()), layer.conflicts(), layer.bothNonZero(),
                        layer.total());
            }
        }
        put(json, advice.costs());
        advice.plan().ifPresent(plan -> {
            ObjectNode node = json.putObject("plan").put("id", plan.id().hex());
            ArrayNode members = node.putArray("members");
            plan.domains().forEach(domain -> members.add(domain.name()));
            node.set("scores", plan.recipe().scores());
        });
        return json;
    }

    private static void put(ObjectNode json, Costs costs) {
        ObjectNode node = json.putObject("costs").put("confidence", Forecast.CONFIDENCE);
        ArrayNode domains = node.putArray("domains");
        for (Forecast forecast : costs.forecasts()) {
            domains.addObject().put("domain", forecast.target().name()).put("drop", forecast.drop())
                    .put("low", forecast.low()).put("high", forecast.high()).put("basis", forecast.basis().wire())
                    .put("observations", forecast.observations());
        }
        costs.fsd().filter(evidence -> evidence.pairs() > 0).ifPresent(evidence -> {
            ObjectNode fsd = node.putObject("fsd").put("mixtures", evidence.mixtures())
                    .put("domains", evidence.domains());
            evidence.correlation().ifPresent(of -> fsd.putObject("correlation").put("value", of.value())
                    .put("low", of.low()).put("high", of.high()));
            fsd.put("pairs", evidence.pairs()).put("lowerWasBetter", evidence.lowerWasBetter());
        });
    }

    private static void put(ObjectNode node, String basis, Optional<PairConflicts> counts) {
        counts.ifPresent(pair -> {
            ObjectNode json = node.putObject(basis);
            put(json, pair.conflicts(), pair.bothNonZero(), pair.total());
            json.put("fsd", pair.fsd().toDouble()).put("fsdBothNonZero", pair.fsdBothNonZero().toDouble())
                    .put("noSharedDirection", pair.noSharedDirection());
            pair.sampling().ifPresent(sampling -> json.putObject("sampling").put("positions", sampling.positions())
                    .put("standardError", sampling.standardError()).put("low", sampling.low(pair.fsd()))
                    .put("high", sampling.high(pair.fsd())));
        });
    }

    private static void put(ObjectNode json, Similarity of) {
        json.put("cosine", of.cosine().orElseThrow()).put("normRatio", of.normRatio().orElseThrow())
                .put("balance", of.balance().orElseThrow()).put("effectiveRankA", of.a().effectiveRank())
                .put("effectiveRankB", of.b().effectiveRank()).put("columnOverlap", of.columnOverlap().orElseThrow())
                .put("rowOverlap", of.rowOverlap().orElseThrow()).put("sharedEnergyA", of.sharedEnergyA().orElseThrow())
                .put("sharedEnergyB", of.sharedEnergyB().orElseThrow());
    }

    private static void put(ObjectNode json, long conflicts, long bothNonZero, long total) {
        json.put("conflicts", conflicts).put("bothNonZero", bothNonZero).put("total", total);
    }
}
