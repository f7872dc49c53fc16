package dev.shaker.pipeline.registration;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.LayeredFsd;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.PairCounter;
import dev.shaker.identity.DomainName;
import dev.shaker.pipeline.registration.PlaneLibrary.Located;
import dev.shaker.tensor.SignPlanes;

/** Counts of layers from the sign planes that registration has packed. */
@ApplicationScoped
class PlaneCounts implements LayeredFsd {
    private final PlaneLibrary planes;

    PlaneCounts(PlaneLibrary planes) {
        this.planes = planes;
    }

    @Override
    public FsdMatrix among(Collection<RegisteredAdapter> adapters, Basis basis) {
        FsdMatrix.Builder matrix = FsdMatrix.builder();
        List<DomainName> counted = new ArrayList<>();
        Map<DomainName, SequencedMap<String, SignPlanes>> loaded = new HashMap<>();
        for (RegisteredAdapter adapter : adapters) {
            matrix.add(adapter.domain(), adapter.id());
            located(adapter, basis).ifPresent(place -> {
                loaded.put(adapter.domain(), planes.load(place.location()));
                counted.add(adapter.domain());
            });
        }
        for (int i = 0; i < counted.size(); i++) {
            for (int j = 0; j < i; j++) {
                DomainName one = counted.get(i);
                DomainName other = counted.get(j);
                PairCounter.count(loaded.getOrDefault(one, Collections.emptySortedMap()),
                        loaded.getOrDefault(other, Collections.emptySortedMap()), basis)
                        .ifPresent(pair -> matrix.pair(one, other, pair));
            }
        }
        return matrix.build();
    }

    @Override
    public SortedMap<DomainName, PairConflicts> row(RegisteredAdapter adapter, Collection<RegisteredAdapter> others,
            Basis basis) {
        return located(adapter, basis).map(mine -> planes.counts(planes.load(mine.location()),
                others.stream().flatMap(other -> located(other, basis).stream()).toList(), basis, PairCounter::count))
                .orElseGet(Collections::emptySortedMap);
    }

    private static Optional<Located> located(RegisteredAdapter adapter, Basis basis) {
        return PlaneLibrary.located(adapter.domain(), adapter.planes(), adapter.updatePlanes(), basis);
    }
}
