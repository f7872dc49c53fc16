package dev.shaker.mixture.merge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ToIntFunction;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;

import dev.shaker.adapter.LoraConfig;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.tensor.JsonText;

/** Methods that combine LoRA updates instead of factors: ranks and targets of the members may differ. */
final class LoraMerger {
    private LoraMerger() {
    }

    static MergedBody concat(Merging.Concat merging, List<BodyPart> parts) {
        if (parts.size() == 1) {
            return itself(parts);
        }
        SortedMap<String, LoraModule> modules = LoraModule.of(merging.method(), parts);
        return new MergedBody(config(parts, modules, LoraModule::rank), new ConcatTensors(parts, modules));
    }

    static MergedBody svd(Merging.Svd merging, List<BodyPart> parts) {
        SortedMap<String, LoraModule> modules = LoraModule.of(merging.method(), parts);
        ToIntFunction<LoraModule> wanted = module -> merging.rank().orElse(module.largestRank());
        if (parts.size() == 1
                && modules.values().stream().allMatch(module -> wanted.applyAsInt(module) >= module.rank())) {
            return itself(parts);
        }
        double total = MeanTensors.total(parts);
        return factored(parts, modules, module -> Math.min(wanted.applyAsInt(module), module.updateRank()),
                (module, rank) -> LowRank.factor(module.stackedA(parts),
                        module.stackedB(parts, part -> ConcatTensors.share(part, module.name(), total)), module.out(),
                        module.in(), module.rank(), rank));
    }

    /** The members merged by another method in a space that they share. */
    static MergedBody inSpace(String method, Merging inner, List<BodyPart> parts, MergedSpaces.Opening opening) {
        SortedMap<String, LoraModule> modules = LoraModule.of(method, parts);
        Merger.requireInput(inner, parts);
        if (parts.size() == 1 && inner instanceof Merging.Mean) {
            return itself(parts);
        }
        MergedSpaces spaces = new MergedSpaces(inner, parts, modules, opening);
        return new MergedBody(config(parts, modules, LoraModule::updateRank),
                new FactoredTensors(modules, LoraModule::updateRank, spaces::factors));
    }

    static MergedBody tsv(Merging.TsvM merging, List<BodyPart> parts) {
        double lambda = merging.lambda().doubleValue();
        return factored(parts, LoraModule.of(merging.method(), parts), LoraModule::updateRank, (module, rank) -> {
            CoreSpace space = new CoreSpace(module, parts);
            Spectra.Merged merged = Spectra.tsv(weighted(space, parts),
                    Spectra.share(module.out(), module.in(), parts));
            CommonOps_DDRM.scale(lambda, merged.matrix());
            LowRank.Factors factors = space.back(merged.matrix(), rank);
            return new LowRank.Factors(factors.a(), factors.b(), merged.energy());
        });
    }

    static MergedBody iso(Merging.IsoC merging, List<BodyPart> parts) {
        double lambda = merging.lambda().doubleValue();
        SortedMap<String, LoraModule> modules = LoraModule.of(merging.method(), parts);
        return new MergedBody(config(parts, modules, LoraModule::updateRank),
                new FactoredTensors(modules, LoraModule::updateRank, (module, rank) -> {
                    CoreSpace space = new CoreSpace(module, parts);
                    DMatrixRMaj merged = Spectra.iso(Spectra.sum(weighted(space, parts)));
                    CommonOps_DDRM.scale(lambda, merged);
                    return space.back(merged, rank);
                }));
    }

    static MergedBody stock(Merging.ModelStock merging, List<BodyPart> parts) {
        if (parts.size() == 1) {
            return itself(parts);
        }
        SortedMap<String, LoraModule> modules = LoraModule.of(merging.method(), parts);
        StockRatios ratios = new StockRatios(parts);
        return new MergedBody(config(parts, modules, LoraModule::rank),
                new ConcatTensors(parts, modules, ratios::of), () -> {
                    ObjectNode json = JsonText.object();
                    ObjectNode byModule = json.putObject("ratioByModule");
                    ratios.all().forEach(byModule::put);
                    return json;
                });
    }

    static MergedBody lego(Merging.LoraLego merging, List<BodyPart> parts) {
        SortedMap<String, LoraModule> modules = LoraModule.of(merging.method(), parts);
        ToIntFunction<LoraModule> rank = module -> Math.min(merging.rank().orElse(module.largestRank()), module.rank());
        if (parts.size() == 1
                && modules.values().stream().allMatch(module -> rank.applyAsInt(module) == module.rank())) {
            return itself(parts);
        }
        return new MergedBody(config(parts, modules, rank),
                new FactoredTensors(modules, rank, new LegoFactors(parts, merging.seed())::of));
    }

    private static List<DMatrixRMaj> weighted(CoreSpace space, List<BodyPart> parts) {
        return Spectra.weighted(parts, space::core);
    }

    private static MergedBody itself(List<BodyPart> parts) {
        return new MergedBody(parts.getFirst().config(), parts.getFirst().tensors());
    }

    /** With what of its energy the result keeps. */
    private static MergedBody factored(List<BodyPart> parts, SortedMap<String, LoraModule> modules,
            ToIntFunction<LoraModule> rank, FactoredTensors.Factoring factoring) {
        FactoredTensors tensors = new FactoredTensors(modules, rank, factoring);
        return new MergedBody(config(parts, modules, rank), tensors, () -> report(tensors.energies()));
    }

    private static LoraConfig config(List<BodyPart> parts, SortedMap<String, LoraModule> modules,
            ToIntFunction<LoraModule> rank) {
        Map<String, Integer> ranks = new HashMap<>();
        modules.forEach((name, module) -> ranks.put(name, rank.applyAsInt(module)));
        return LoraScales.unscaled(parts, ranks);
    }

    private static ObjectNode report(SortedMap<String, LowRank> energies) {
        ObjectNode json = JsonText.object();
        LowRank total = new LowRank(0, 0);
        ObjectNode modules = JsonText.object();
        for (var module : energies.entrySet()) {
            total = total.plus(module.getValue());
            modules.put(module.getKey(), module.getValue().retained());
        }
        json.put("retainedEnergy", total.retained());
        json.set("retainedEnergyByModule", modules);
        return json;
    }
}
