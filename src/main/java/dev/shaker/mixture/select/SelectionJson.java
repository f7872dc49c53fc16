package dev.shaker.mixture.select;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Ratio;
import dev.shaker.tensor.JsonText;

/** Why these members: the averages and counts of a selection, as a recipe and an event hold them. */
public final class SelectionJson {
    /** The pairs of more are megabytes; they are read from the matrix. */
    private static final int MOST_WITH_PAIRS = 100;

    private SelectionJson() {
    }

    public static ObjectNode json(int candidates, Selected selected) {
        ObjectNode json = JsonText.object().put("candidates", candidates);
        ArrayNode order = json.putArray("order");
        for (Selected.Choice choice : selected.order()) {
            ObjectNode member = order.addObject().put("domain", choice.domain().name());
            put(member, "averageIncludingSelf", choice.averageIncludingSelf());
            choice.averageOfOthers().ifPresent(ratio -> put(member, "averageOfOthers", ratio));
            choice.similarity().ifPresent(cosine -> member.put("similarity", cosine));
        }
        selected.meanPairwise().ifPresent(ratio -> put(json, "meanPairwise", ratio));
        ArrayNode pairs = json.putArray("pairs");
        List<Selected.Choice> members = selected.members().size() > MOST_WITH_PAIRS ? List.of() : selected.members();
        for (int a = 0; a < members.size(); a++) {
            for (int b = a + 1; b < members.size(); b++) {
                Selected.Choice first = members.get(a);
                Selected.Choice second = members.get(b);
                selected.pairs().pair(a, b).ifPresent(pair -> put(pairs, first, second, pair));
            }
        }
        return json;
    }

    private static void put(ArrayNode pairs, Selected.Choice a, Selected.Choice b, PairConflicts pair) {
        ObjectNode json = pairs.addObject();
        json.putArray("domains").add(a.domain().name()).add(b.domain().name());
        json.put("conflicts", pair.conflicts()).put("bothNonZero", pair.bothNonZero()).put("total", pair.total());
    }

    private static void put(ObjectNode json, String field, Ratio ratio) {
        json.put(field, ratio.toDouble()).put(field + "Exact", ratio.toString());
    }
}
