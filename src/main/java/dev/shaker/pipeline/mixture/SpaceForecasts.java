package dev.shaker.pipeline.mixture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.sweep.Subsets;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureRequested;
import dev.shaker.forecast.Forecast;
import dev.shaker.forecast.Forecaster;
import dev.shaker.forecast.Observation;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.Costs;
import dev.shaker.mixture.MixturePlan;
import dev.shaker.mixture.MixtureView.Member;
import dev.shaker.mixture.spec.HeadMode;
import dev.shaker.mixture.spec.Merging;
import dev.shaker.mixture.spec.MixtureSpec;
import dev.shaker.mixture.spec.Output;
import dev.shaker.pipeline.SpaceView;
import dev.shaker.pipeline.SpaceView.Snapshot;

/** What mixing costs in a space, foretold from what was measured there of the adapters as they are now. */
@ApplicationScoped
class SpaceForecasts {
    private static final int MOST_EVALUATIONS = 4000;
    private static final int MOST_SWEEPS = 10;
    private static final int MOST_OF_DOMAIN = 300;
    /** FSD of two that cannot be compared: as of strangers. */
    private static final double STRANGERS = 0.5;

    private final PastMeasurements past;
    private final EvaluationCatalog evaluations;
    private final SpaceView spaces;

    SpaceForecasts(PastMeasurements past, EvaluationCatalog evaluations, SpaceView spaces) {
        this.past = past;
        this.evaluations = evaluations;
        this.spaces = spaces;
    }

    /** Of the plain mean of these domains. */
    Costs ofMean(Snapshot space, Collection<DomainName> domains) {
        SortedSet<DomainName> members = new TreeSet<>(domains);
        if (members.size() < 2) {
            return Costs.NONE;
        }
        Forecaster forecaster = forecaster(space, members);
        List<Forecast> forecasts = new ArrayList<>();
        members.forEach(member -> forecaster.of(member, members).ifPresent(forecasts::add));
        return new Costs(members, forecasts, Optional.of(forecaster.fsd()));
    }

    /** Of what a request would make. Only of plain means something is foretold; what was measured counts for every method. */
    Costs of(Snapshot space, MixturePlan plan) {
        if (isPlain(plan.recipe().spec())) {
            return ofMean(space, plan.domains());
        }
        List<Forecast> measured = new ArrayList<>();
        for (EvaluationView of : evaluations.ofMixture(plan.id())) {
            if (of.status() == EvaluationStatus.COMPLETED && of.underAttack() == null && of.correct() != null
                    && of.aloneCorrect() != null && of.rows() != null && plan.domains().size() > 1) {
                measured.add(Forecaster.measured(new Observation(of.domain(), Set.copyOf(plan.domains()),
                        of.aloneCorrect(), of.correct(), of.rows())));
            }
        }
        return new Costs(new TreeSet<>(plan.domains()), measured, Optional.empty());
    }

    private Forecaster forecaster(Snapshot space, Set<DomainName> asked) {
        List<Observation> observations = observations(space);
        SortedSet<DomainName> known = new TreeSet<>(asked);
        observations.forEach(some -> known.addAll(some.members()));
        return new Forecaster(observations, observations.isEmpty() ? (_, _) -> STRANGERS : fsd(space, known));
    }

    private ToDoubleBiFunction<DomainName, DomainName> fsd(Snapshot space, Collection<DomainName> domains) {
        Snapshot counted = space.space().method() == AdapterMethod.LORA
                ? spaces.of(space.space().name(), Basis.UPDATE)
                : space;
        List<DomainName> counting = domains.stream()
                .filter(domain -> counted.matrix().indexOf(domain).isPresent()).toList();
        FsdMatrix matrix = counted.among(counting);
        Map<DomainName, Integer> places = new HashMap<>();
        counting.forEach(domain -> places.put(domain, places.size()));
        return (one, other) -> {
            Integer i = places.get(one);
            Integer j = places.get(other);
            return i == null || j == null
                    ? STRANGERS
                    : matrix.pair(i, j).map(PairConflicts::fsdBothNonZero).map(ratio -> ratio.toDouble())
                            .orElse(STRANGERS);
        };
    }

    /** Of adapters that are current. */
    private List<Observation> observations(Snapshot space) {
        Map<DomainName, AdapterId> current = space.adapters().stream()
                .collect(Collectors.toMap(adapter -> adapter.domain(), adapter -> adapter.id()));
        // A mixture was asked for once and measured on several domains.
        Map<String, Boolean> plain = new HashMap<>();
        List<Observation> observations = new ArrayList<>();
        for (PastMeasurements.OfMixture mixture : past.mixtures(space.space().name(), MOST_EVALUATIONS)) {
            if (mixture.members().size() > 1 && areCurrent(mixture.members(), current)
                    && plain.computeIfAbsent(mixture.requestJson(), SpaceForecasts::isPlainRequest)) {
                observations.add(new Observation(mixture.domain(),
                        mixture.members().stream().map(Member::domain).collect(Collectors.toSet()), mixture.alone(),
                        mixture.mixed(), mixture.rows()));
            }
        }
        for (PastMeasurements.OfSweep sweep : past.sweeps(space.space().name(), MOST_SWEEPS, MOST_OF_DOMAIN)) {
            add(observations, sweep, current);
        }
        return observations;
    }

    private static void add(List<Observation> observations, PastMeasurements.OfSweep sweep,
            Map<DomainName, AdapterId> current) {
        Map<Integer, SweepTable.Score> alone = new HashMap<>();
        sweep.scores().stream().filter(score -> score.size() == 1).forEach(score -> alone.put(score.domain(), score));
        for (SweepTable.Score score : sweep.scores()) {
            SweepTable.Score own = alone.get(score.domain());
            List<Member> members = Subsets.of(sweep.members(), score.subset());
            if (score.size() > 1 && own != null && own.total() == score.total() && areCurrent(members, current)) {
                observations.add(new Observation(sweep.members().get(score.domain()).domain(),
                        members.stream().map(Member::domain).collect(Collectors.toSet()), own.correct(),
                        score.correct(), score.total()));
            }
        }
    }

    private static boolean areCurrent(List<Member> members, Map<DomainName, AdapterId> current) {
        return members.stream().allMatch(member -> member.adapterId().equals(current.get(member.domain())));
    }

    private static boolean isPlainRequest(String requestJson) {
        try {
            return isPlain(MixtureSpecs.read(Json.mapper().readValue(requestJson, MixtureRequested.class)));
        } catch (JsonProcessingException | ShakerException e) {
            // Asked for by another version: what it meant is not known here.
            return false;
        }
    }

    private static boolean isPlain(MixtureSpec spec) {
        return spec.pruning().keepsAll() && spec.merging().equals(Merging.Mean.EQUAL) && spec.heads() == HeadMode.OWN
                && spec.output().equals(Output.OWN);
    }
}
