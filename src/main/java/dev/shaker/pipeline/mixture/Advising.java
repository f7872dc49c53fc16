package dev.shaker.pipeline.mixture;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.base.BaseModelName;
import dev.shaker.error.ShakerException;
import dev.shaker.event.MixtureRequested;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.LayeredFsd;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.Advice;
import dev.shaker.mixture.Advisor;
import dev.shaker.mixture.MixturePlan;
import dev.shaker.pipeline.SpaceView;
import dev.shaker.pipeline.SpaceView.Snapshot;
import dev.shaker.pipeline.mixture.MixturePlanning.Ordered;

/**
 * Answers "may these be mixed?" before anything is mixed: from what was counted at registration, LoRA's factors, and what was
 * measured of other mixtures.
 */
@ApplicationScoped
public class Advising {
    private final SpaceView spaces;
    private final LayeredFsd layers;
    private final MixturePlanning planning;
    private final UpdateSimilarities similarities;
    private final SpaceForecasts forecasts;

    Advising(SpaceView spaces, LayeredFsd layers, MixturePlanning planning, UpdateSimilarities similarities,
            SpaceForecasts forecasts) {
        this.forecasts = forecasts;
        this.similarities = similarities;
        this.spaces = spaces;
        this.layers = layers;
        this.planning = planning;
    }

    /**
     * Advice and what it is about.
     *
     * @param generation of the space
     */
    public record Advised(SpaceName space, long generation, Advice advice) {}

    /**
     * About these domains.
     *
     * @throws ShakerException {@code SPACE_UNKNOWN}, {@code DOMAIN_UNKNOWN}, {@code MIXTURE_REQUEST_INVALID} for less than two
     */
    public Advised about(SpaceName space, Collection<DomainName> domains) {
        Snapshot view = spaces.of(space);
        spaces.checkNamed(view, domains);
        domains.forEach(view::adapter);
        return advised(view, advisor(view, domains).advise(domains).costing(forecasts.ofMean(view, domains)));
    }

    /**
     * About the members that a request would choose.
     *
     * @throws ShakerException {@code SPACE_UNKNOWN}; a request that is impossible is advice, not an error
     */
    public Advised about(MixtureRequested request) {
        Snapshot view = spaces.of(new SpaceName(request.space()));
        Ordered ordered;
        MixturePlan plan;
        try {
            ordered = planning.order(request);
            plan = planning.checked(ordered);
        } catch (ShakerException impossible) {
            if (impossible.isTransient()) {
                throw impossible;
            }
            return advised(view, Advisor.impossible(impossible));
        }
        return advised(view,
                advisor(view, plan.domains()).advise(ordered.order()).costing(forecasts.of(view, plan)));
    }

    private Advisor advisor(Snapshot view, Collection<DomainName> domains) {
        Advisor.requireFew(domains.size());
        List<RegisteredAdapter> members = domains.stream().distinct().map(view::adapter).toList();
        FsdMatrix factors = layers.among(members, Basis.FACTORS);
        Optional<FsdMatrix> update = view.space().method() == AdapterMethod.LORA
                ? Optional.of(layers.among(members, Basis.UPDATE))
                : Optional.empty();
        Map<DomainName, Long> seeds = new TreeMap<>();
        for (RegisteredAdapter adapter : view.adapters()) {
            Long seed = adapter.initSeed();
            if (seed != null) {
                seeds.put(adapter.domain(), seed);
            }
        }
        return new Advisor(factors, update, seeds, view.adapters().stream().filter(RegisteredAdapter::inert)
                .map(RegisteredAdapter::domain).collect(Collectors.toSet()),
                (one, other) -> doubt(view.adapter(one).baseModel(), view.adapter(other).baseModel()),
                similarities.asFarAsKnown(members));
    }

    private static String doubt(BaseModelReference one, BaseModelReference other) {
        boolean known = !one.isNamedOnly() && !other.isNamedOnly();
        return known || !BaseModelName.mayDiffer(one.name(), other.name())
                ? ""
                : "'" + one.name() + "' and '" + other.name() + "'";
    }

    private static Advised advised(Snapshot view, Advice advice) {
        return new Advised(view.space().name(), view.space().generation(), advice);
    }
}
