package dev.shaker.mixture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.Recipe.RecipeMember;
import dev.shaker.mixture.merge.LoraOutput;
import dev.shaker.mixture.merge.PlainMean;
import dev.shaker.mixture.select.Selected;
import dev.shaker.mixture.select.SelectionJson;
import dev.shaker.mixture.select.Selector;
import dev.shaker.mixture.spec.HeadMode;
import dev.shaker.mixture.spec.MixtureSpec;

/** Selects the members and the layers to prune, without reading a tensor. */
final class Planner {
    private Planner() {
    }

    static MixturePlan plan(MixtureOrder order) {
        MixtureSpec spec = order.spec();
        AdapterMethod method = AdapterMethod.ofWire(order.adapterMethod());
        PlainMean.require(method, spec.merging());
        PlainMean.require(method, spec.pruning());
        LoraOutput.require(method, spec.output());
        Map<DomainName, Member> byDomain = new HashMap<>();
        order.adapters().forEach(member -> byDomain.put(member.domain(), member));
        spec.merging().weights().check(new TreeSet<>(byDomain.keySet()));
        Selected selected = Selector.select(order.matrix(), spec.selection(), order.embeddings(), order.distances());
        spec.merging().weights()
                .checkComplete(selected.members().stream().map(Selected.Choice::domain).toList());
        spec.pruning().requireMembers(selected.members().size());
        List<RecipeMember> members = new ArrayList<>();
        for (Selected.Choice choice : selected.members()) {
            Member member = known(byDomain, choice);
            members.add(new RecipeMember(member.domain(), member.adapterId(), member.location(), member.files(),
                    spec.merging().weights().of(member.domain()),
                    LayerChoice.choose(order, selected, choice, spec.pruning())));
        }
        if (spec.heads() == HeadMode.MEAN) {
            Heads.requireEqualLabels(selected.members().stream().map(c -> known(byDomain, c)).toList());
        }
        Recipe recipe = new Recipe(Recipe.ALGORITHM, order.space(), order.generation(), order.baseModel(),
                order.adapterMethod(), members, spec, SelectionJson.json(order.matrix().size(), selected),
                Optional.empty());
        return new MixturePlan(selected, recipe);
    }

    private static Member known(Map<DomainName, Member> byDomain, Selected.Choice choice) {
        Member member = byDomain.get(choice.domain());
        if (member == null || !member.adapterId().equals(choice.adapterId())) {
            throw new IllegalArgumentException("the order's adapters and matrix disagree about '" + choice.domain()
                    + "'");
        }
        return member;
    }
}
