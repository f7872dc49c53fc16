package dev.shaker.pipeline.guided;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.guided.RowSplit;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.SpaceName;

/** Rows that mixtures were chosen by. */
@ApplicationScoped
public class SearchedRows {
    private final SearchCatalog searches;

    SearchedRows(SearchCatalog searches) {
        this.searches = searches;
    }

    /**
     * The search rows of every search that has measured the mean of these adapters on a target, however they are merged or pruned
     * now: who searched knew how they do there.
     *
     * @param own the target's adapter, one of the members
     * @param alone what the target's numbers rest on: the id of its evaluation alone on all rows
     * @return a bit for each row of the split that can be read, in the order of the file
     */
    public BitSet of(SpaceName space, Collection<AdapterId> members, AdapterId own, EvaluationId alone) {
        BitSet rows = new BitSet();
        for (SearchCatalog.Planned search : searches.plannedWith(space, own)) {
            SearchPlan plan = search.plan();
            List<Integer> places = places(plan, members);
            for (int target = 0; target < plan.targets().size() && !places.isEmpty(); target++) {
                SearchPlan.Target judge = plan.targets().get(target);
                if (plan.of(judge).adapterId().equals(own) && judge.input().equals(alone)
                        && searches.hasMeasured(search.request().guidedId(), target, places)) {
                    RowSplit split = SearchPlanning.split(search.request(), judge);
                    for (int row : split.order().rows(0, split.search())) {
                        rows.set(row);
                    }
                }
            }
        }
        return rows;
    }

    /** Among the candidates, ascending; empty where one is none. */
    private static List<Integer> places(SearchPlan plan, Collection<AdapterId> members) {
        List<AdapterId> candidates = plan.candidates().stream().map(SearchPlan.Candidate::adapterId).toList();
        List<Integer> places = new ArrayList<>();
        for (AdapterId member : members) {
            int place = candidates.indexOf(member);
            if (place < 0) {
                return List.of();
            }
            places.add(place);
        }
        places.sort(null);
        return places;
    }
}
