package dev.shaker.pipeline.registration;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.event.EventData;
import dev.shaker.event.FsdUpdated;
import dev.shaker.event.FsdUpdatedV2;
import dev.shaker.fsd.FsdAverage;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.Ratio;
import dev.shaker.fsd.RowSum;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.SpaceLedger.Current;
import dev.shaker.pipeline.SpaceLedger.Entry;

/** Makes the events that tell of a row of the matrix that came or went. */
@ApplicationScoped
class FsdEvents {
    /** Up to so many adapters the first version, which holds the whole row and all means, fits its topic beside the second. */
    static final int MOST_OF_FIRST_VERSION = 500;
    private static final int EXTREMES = 5;

    private final FsdCatalog matrices;

    FsdEvents(FsdCatalog matrices) {
        this.matrices = matrices;
    }

    /**
     * To be called after the rows were added, inside the same transaction.
     *
     * @param others the other current adapters
     */
    List<EventData> updated(Inspected adapter, long generation, Map<Basis, List<Entry>> rows, List<Current> others) {
        Map<Long, Current> byRegistration = new HashMap<>();
        others.forEach(other -> byRegistration.put(other.registration(), other));
        FsdUpdated.AdapterOfDomain subject = new FsdUpdated.AdapterOfDomain(adapter.id().hex(),
                adapter.domain().name());
        List<FsdUpdatedV2.Row> summaries = new ArrayList<>();
        rows.forEach((basis, row) -> summaries.add(row(adapter, basis, row, byRegistration)));
        List<EventData> events = new ArrayList<>();
        if (others.size() < MOST_OF_FIRST_VERSION) {
            List<Entry> update = rows.get(Basis.UPDATE);
            events.add(new FsdUpdated(adapter.space().name(), generation, subject, Basis.FACTORS.wire(),
                    pairs(rows.getOrDefault(Basis.FACTORS, List.of()), byRegistration),
                    averages(adapter.space(), Basis.FACTORS),
                    update == null
                            ? null
                            : new FsdUpdated.Update(pairs(update, byRegistration),
                                    averages(adapter.space(), Basis.UPDATE)),
                    null));
        }
        events.add(new FsdUpdatedV2(adapter.space().name(), generation, subject, others.size() + 1, summaries, null));
        return events;
    }

    /**
     * To be called after the sums were changed, inside the same transaction.
     *
     * @param rest the adapters that are current still
     */
    List<EventData> withdrawn(SpaceName space, Current gone, long generation, List<Current> rest) {
        FsdUpdated.AdapterOfDomain subject = new FsdUpdated.AdapterOfDomain(gone.adapterId().hex(),
                gone.domain().name());
        List<EventData> events = new ArrayList<>();
        if (rest.size() <= MOST_OF_FIRST_VERSION) {
            events.add(new FsdUpdated(space.name(), generation, subject, Basis.FACTORS.wire(), List.of(),
                    averages(space, Basis.FACTORS),
                    gone.updatePlanes() == null
                            ? null
                            : new FsdUpdated.Update(List.of(), averages(space, Basis.UPDATE)),
                    FsdUpdated.WITHDRAWN));
        }
        events.add(new FsdUpdatedV2(space.name(), generation, subject, rest.size(), List.of(), FsdUpdated.WITHDRAWN));
        return events;
    }

    private static FsdUpdatedV2.Row row(Inspected adapter, Basis basis, List<Entry> row,
            Map<Long, Current> byRegistration) {
        RowSum sum = new RowSum();
        row.forEach(entry -> sum.add(entry.conflicts().conflicts(), entry.conflicts().total()));
        List<Entry> sorted = new ArrayList<>(row);
        sorted.sort(Comparator.comparing((Entry entry) -> entry.conflicts().fsd()).thenComparing(Entry::other));
        int most = Math.min(EXTREMES, sorted.size());
        FsdAverage average = sum.average(adapter.domain(), adapter.id());
        return new FsdUpdatedV2.Row(basis.wire(), average.comparable(), average.includingSelf().toDouble(),
                average.ofOthers().map(Ratio::toDouble).orElse(0.0),
                pairs(sorted.subList(0, most), byRegistration),
                pairs(sorted.subList(sorted.size() - most, sorted.size()).reversed(), byRegistration),
                "/api/v1/spaces/" + escaped(adapter.space().name()) + "/fsd/rows/" + escaped(adapter.domain().name())
                        + "?basis="
                        + basis.wire());
    }

    private static String escaped(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static List<FsdUpdated.Pair> pairs(List<Entry> row, Map<Long, Current> byRegistration) {
        List<FsdUpdated.Pair> pairs = new ArrayList<>();
        for (Entry entry : row) {
            Current other = byRegistration.get(entry.other());
            if (other != null) {
                pairs.add(new FsdUpdated.Pair(other.adapterId().hex(), other.domain().name(),
                        entry.conflicts().conflicts(),
                        entry.conflicts().bothNonZero(), entry.conflicts().total()));
            }
        }
        return pairs;
    }

    private List<FsdUpdated.Average> averages(SpaceName space, Basis basis) {
        return matrices.averages(space, basis, "", MOST_OF_FIRST_VERSION).stream()
                .map(average -> new FsdUpdated.Average(average.domain().name(), average.includingSelf().toDouble(),
                        average.ofOthers().map(Ratio::toDouble).orElse(0.0)))
                .toList();
    }
}
