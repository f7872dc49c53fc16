package dev.shaker.pipeline.guided;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

import org.jspecify.annotations.Nullable;

import dev.shaker.error.Wire;
import dev.shaker.event.FsdUpdated;
import dev.shaker.event.GuidedProgressed;
import dev.shaker.event.GuidedReady;
import dev.shaker.guided.Found;
import dev.shaker.guided.Leaders;
import dev.shaker.guided.Packing;
import dev.shaker.guided.Replay;
import dev.shaker.identity.DomainName;

/** What is told of searches. */
final class SearchEvents {
    private SearchEvents() {
    }

    static GuidedProgressed progress(SearchView view) {
        SearchProgress progress = view.progress();
        return new GuidedProgressed(view.id(), view.space().name(), Wire.name(view.status()), progress.round(),
                progress.open(), progress.measured(), progress.budget(), progress.perSecond(), view.estimatedEnd(),
                view.best(), view.failure());
    }

    static GuidedProgressed.Leader leader(Leaders.Leader leader) {
        return new GuidedProgressed.Leader(DomainName.texts(leader.members()), leader.value(), leader.rows());
    }

    static GuidedReady ready(SearchView view, String objective, SearchPlan plan, Replay.Step found) {
        return switch (found) {
            case Replay.Searched(Found search) -> ready(view, objective, plan, search.choices(),
                    search.answer().map(search.choices()::indexOf).orElse(null), search.missed(), null,
                    search.confirmed());
            case Replay.PackedUp(Packing.Packed packed) -> ready(view, objective, plan, packed.groups(), null,
                    OptionalDouble.empty(), packed.refuted(), packed.confirmed());
            default -> throw new IllegalArgumentException("nothing is found yet");
        };
    }

    private static GuidedReady ready(SearchView view, String objective, SearchPlan plan, List<Found.Choice> choices,
            @Nullable Integer answer, OptionalDouble missed, @Nullable Integer refuted,
            long confirmed) {
        List<DomainName> domains = plan.domains();
        SearchProgress progress = view.progress();
        List<GuidedReady.Choice> told = new ArrayList<>();
        for (Found.Choice choice : choices) {
            told.add(new GuidedReady.Choice(
                    choice.members().stream()
                            .map(domain -> new FsdUpdated.AdapterOfDomain(
                                    plan.candidates().get(domains.indexOf(domain)).adapterId().hex(), domain.name()))
                            .toList(),
                    choice.value(), choice.rows(),
                    choice.confirmations().stream().map(SearchEvents::confirmation).toList()));
        }
        return new GuidedReady(view.id(), view.space().name(), objective, plan.generation(), told, answer,
                progress.evaluations(), progress.measured() - confirmed, confirmed, plan.budget(),
                missed.isPresent() ? missed.getAsDouble() : null, refuted, progress.seconds());
    }

    private static GuidedReady.Confirmation confirmation(Found.Confirmation one) {
        return new GuidedReady.Confirmation(one.target().name(), one.rows(), (double) one.alone() / one.rows(),
                (double) one.mixed() / one.rows(), one.drop(), one.low(), one.high());
    }
}
