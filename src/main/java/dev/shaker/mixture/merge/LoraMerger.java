package dev.shaker.mixture.merge;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.mixture.spec.Merging;
import dev.shaker.tensor.JsonText;

/** Methods that combine LoRA updates instead of factors: ranks and targets of the members may differ. */
final class LoraMerger {
    private LoraMerger() {
    }

    static MergedBody concat(Merging.Concat merging, List<BodyPart> parts) {
        if (parts.size() == 1) {
            return new MergedBody(parts.get(0).config(), parts.get(0).tensors());
        }
        SortedMap<String, LoraModule> modules = LoraModule.of(merging.method(), parts);
        Map<String, Integer> ranks = new HashMap<>();
        modules.forEach((name, module) -> ranks.put(name, module.rank()));
        return new MergedBody(LoraScales.unscaled(parts, ranks),
                new ConcatTensors(parts, modules));
    }

    static MergedBody svd(Merging.Svd merging, List<BodyPart> parts) {
        SortedMap<String, LoraModule> modules = LoraModule.of(merging.method(), parts);
        SortedMap<String, Integer> ranks = new TreeMap<>();
        boolean keepsAll = true;
        for (LoraModule module : modules.values()) {
            int wanted = merging.rank().orElse(module.largestRank());
            keepsAll &= wanted >= module.rank();
            ranks.put(module.name(),
                    Math.min(Math.min(wanted, module.rank()), Math.min(module.in(), module.out())));
        }
        if (parts.size() == 1 && keepsAll) {
            return new MergedBody(parts.get(0).config(), parts.get(0).tensors());
        }
        SvdTensors tensors = new SvdTensors(parts, modules, ranks);
        return new MergedBody(LoraScales.unscaled(parts, ranks), tensors,
                () -> report(tensors.energies()));
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
