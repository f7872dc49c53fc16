package dev.shaker.pipeline.registration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.event.FsdUpdated;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.Ratio;
import dev.shaker.pipeline.SpaceLedger;
import dev.shaker.pipeline.SpaceLedger.Current;
import dev.shaker.pipeline.SpaceLedger.Entry;

/** Makes the event that tells of a new row of the matrix. */
@ApplicationScoped
class FsdEvents {
    private final SpaceLedger spaces;
    private final FsdCatalog matrices;

    FsdEvents(SpaceLedger spaces, FsdCatalog matrices) {
        this.spaces = spaces;
        this.matrices = matrices;
    }

    /** To be called after the rows were added, inside the same transaction. */
    FsdUpdated updated(Inspected adapter, long generation, Map<Basis, List<Entry>> rows) {
        Map<Long, Current> byRegistration = new HashMap<>();
        for (Current current : spaces.current(adapter.space())) {
            byRegistration.put(current.registration(), current);
        }
        List<Entry> update = rows.get(Basis.UPDATE);
        return new FsdUpdated(adapter.space(), generation,
                new FsdUpdated.AdapterOfDomain(adapter.id(), adapter.domain()), Basis.FACTORS.wire(),
                pairs(rows.getOrDefault(Basis.FACTORS, List.of()), byRegistration),
                averages(adapter.space(), Basis.FACTORS),
                update == null
                        ? null
                        : new FsdUpdated.Update(pairs(update, byRegistration),
                                averages(adapter.space(), Basis.UPDATE)));
    }

    private static List<FsdUpdated.Pair> pairs(List<Entry> row, Map<Long, Current> byRegistration) {
        List<FsdUpdated.Pair> pairs = new ArrayList<>();
        for (Entry entry : row) {
            Current other = byRegistration.get(entry.other());
            if (other != null) {
                pairs.add(new FsdUpdated.Pair(other.adapterId(), other.domain(), entry.conflicts().conflicts(),
                        entry.conflicts().bothNonZero(), entry.conflicts().total()));
            }
        }
        return pairs;
    }

    private List<FsdUpdated.Average> averages(String space, Basis basis) {
        FsdMatrix matrix = matrices.matrix(space, basis);
        List<FsdUpdated.Average> averages = new ArrayList<>();
        for (int i = 0; i < matrix.size(); i++) {
            averages.add(new FsdUpdated.Average(matrix.entry(i).domain(), matrix.averageIncludingSelf(i).toDouble(),
                    matrix.averageOfOthers(i).map(Ratio::toDouble).orElse(0.0)));
        }
        return averages;
    }
}
