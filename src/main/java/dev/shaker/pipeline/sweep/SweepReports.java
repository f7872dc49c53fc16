package dev.shaker.pipeline.sweep;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.sweep.Landing;
import dev.shaker.evaluation.sweep.Spread;
import dev.shaker.evaluation.sweep.SweepCatalog;
import dev.shaker.evaluation.sweep.SweepStatistics;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.Json;
import dev.shaker.event.SweepRequested;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.Ratio;
import dev.shaker.identity.DomainName;
import dev.shaker.mixture.select.Embeddings;
import dev.shaker.mixture.select.Selector;
import dev.shaker.mixture.spec.Selection;
import dev.shaker.pipeline.SpaceView;
import dev.shaker.pipeline.SweepLedger;
import dev.shaker.pipeline.evaluation.Attacks;
import dev.shaker.pipeline.mixture.DomainTexts;

/** Brings a sweep's results together with the space's matrix: statistics, correlation, where the strategies land. */
@ApplicationScoped
public class SweepReports {
    private static final int RESAMPLES = 1000;
    private static final long SEED = 7;

    private final SweepCatalog sweeps;
    private final SweepLedger ledger;
    private final FsdCatalog matrices;
    private final SpaceView spaces;
    private final DomainTexts texts;

    SweepReports(SweepCatalog sweeps, SweepLedger ledger, FsdCatalog matrices, SpaceView spaces, DomainTexts texts) {
        this.sweeps = sweeps;
        this.ledger = ledger;
        this.matrices = matrices;
        this.spaces = spaces;
        this.texts = texts;
    }

    /** A sweep that is still running is summed up as far as it is. */
    public SweepSummary of(String id) {
        SweepView sweep = sweeps.sweep(id).orElseThrow(
                () -> new ShakerException(ErrorCode.SWEEP_UNKNOWN, "there is no sweep '" + id + "'").with("sweep", id));
        SortedMap<BigDecimal, SweepTable> tables = new TreeMap<>(sweeps.results(id));
        SweepTable dense = tables.getOrDefault(BigDecimal.ZERO, new SweepTable(sweep.domains(), List.of()));
        FsdMatrix matrix = ledger.matrix(id).orElseGet(() -> members(sweep));
        double[][] fsd = fsd(sweep, matrix);
        SortedMap<BigDecimal, List<Spread>> spreads = SweepStatistics.spreads(tables);
        List<SweepStatistics.Point> points = SweepStatistics.fsdAgainstDrop(dense, fsd);
        return new SweepSummary(sweep, tables, fsd, spreads, SweepStatistics.drops(dense, dense), points,
                attacked(sweep, dense.underAttack()), SweepStatistics.correlation(points, RESAMPLES, SEED),
                SweepStatistics.correlationsBySize(points, RESAMPLES, SEED), SweepStatistics.marginalValues(dense),
                matrix.size() == sweep.members().size()
                        ? landings(dense, matrix, spreads.getOrDefault(BigDecimal.ZERO, List.of()), embeddings(sweep))
                        : List.of(),
                prunings(sweep, spreads));
    }

    /** This sweep's first, then by name; of several that prune alike the latest. */
    private List<SweepSummary.Pruned> prunings(SweepView sweep, SortedMap<BigDecimal, List<Spread>> spreads) {
        if (spreads.isEmpty() || spreads.lastKey().signum() == 0) {
            return List.of();
        }
        SweepRequested request = request(sweep);
        String own = SweepPruning.label(request);
        SortedMap<String, SweepView> others = new TreeMap<>();
        for (SweepView other : sweeps.ofSpace(sweep.space())) {
            SweepRequested asked = request(other);
            boolean alike = other.members().equals(sweep.members()) && other.targets() == sweep.targets()
                    && Objects.equals(asked.rowLimit(), request.rowLimit())
                    && Objects.equals(asked.sample(), request.sample());
            boolean prunes = asked.sparsities().stream().anyMatch(sparsity -> sparsity.signum() > 0);
            if (alike && prunes && !SweepPruning.label(asked).equals(own)) {
                others.put(SweepPruning.label(asked), other);
            }
        }
        List<SweepSummary.Pruned> prunings = new ArrayList<>();
        prunings.add(new SweepSummary.Pruned(own, spreads));
        others.forEach((how, other) -> prunings
                .add(new SweepSummary.Pruned(how, SweepStatistics.spreads(sweeps.results(other.id())))));
        return prunings;
    }

    private static SweepRequested request(SweepView sweep) {
        return Json.mapper().convertValue(Json.tree(sweep.request()), SweepRequested.class);
    }

    private static Optional<SweepSummary.Attacked> attacked(SweepView sweep, SweepTable table) {
        if (table.isEmpty()) {
            return Optional.empty();
        }
        Attack attack = Attacks.read(request(sweep).attack());
        return Optional.of(new SweepSummary.Attacked(attack, table, SweepStatistics.spreads(table),
                SweepStatistics.drops(table, table)));
    }

    /** Of a sweep whose matrix was not kept: the space's of today for its members; smaller where one is no longer the adapter it was. */
    private FsdMatrix members(SweepView sweep) {
        FsdMatrix all = matrices.matrix(sweep.space());
        FsdMatrix.Builder builder = FsdMatrix.builder();
        List<Integer> kept = new ArrayList<>();
        for (SweepView.Member member : sweep.members()) {
            all.indexOf(member.domain()).ifPresent(index -> {
                if (all.entry(index).adapterId().equals(member.adapterId())) {
                    builder.add(member.domain(), member.adapterId());
                    kept.add(index);
                }
            });
        }
        for (int a : kept) {
            for (int b : kept) {
                if (a < b) {
                    all.pair(a, b).ifPresent(
                            pair -> builder.pair(all.entry(a).domain(), all.entry(b).domain(), pair));
                }
            }
        }
        return builder.build();
    }

    private static double[][] fsd(SweepView sweep, FsdMatrix matrix) {
        int n = sweep.members().size();
        double[][] fsd = new double[n][n];
        for (int i = 0; i < n; i++) {
            Arrays.fill(fsd[i], Double.NaN);
            fsd[i][i] = 0;
        }
        if (matrix.size() != n) {
            return fsd;
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                fsd[i][j] = matrix.fsd(i, j).map(Ratio::toDouble).orElse(Double.NaN);
            }
        }
        return fsd;
    }

    /** Of the members' texts, as far as a mixture by similarity had them read; none where one is missing. */
    private Embeddings embeddings(SweepView sweep) {
        Embeddings remembered = texts.remembered(spaces.of(sweep.space()));
        Map<DomainName, float[]> known = new HashMap<>();
        for (DomainName domain : sweep.domains()) {
            Optional<float[]> embedding = remembered.of(domain);
            if (embedding.isEmpty()) {
                return Embeddings.NONE;
            }
            known.put(domain, embedding.get());
        }
        return domain -> Optional.ofNullable(known.get(domain));
    }

    /** Strategy threshold has no landing of its own: its set is the greedy one of the same size. */
    private static List<Landing> landings(SweepTable table, FsdMatrix matrix, List<Spread> spreads,
            Embeddings embeddings) {
        List<Landing> landings = new ArrayList<>();
        for (Spread spread : spreads) {
            if (spread.size() < 2 || spread.size() > matrix.size()) {
                continue;
            }
            SortedSet<DomainName> target = new TreeSet<>(List.of(table.domains().get(spread.domain())));
            for (Selection.Rule rule : Selection.Rule.values()) {
                if (rule == Selection.Rule.SIMILARITY && embeddings == Embeddings.NONE) {
                    continue;
                }
                Selection selection = new Selection.Sized(rule, spread.size(), target);
                subset(table, matrix, selection, embeddings).flatMap(
                        subset -> SweepStatistics.landing(table, selection.strategy(), spread.domain(), subset))
                        .ifPresent(landings::add);
            }
        }
        return landings;
    }

    /** Empty where the strategy finds no comparable members. */
    private static Optional<Long> subset(SweepTable table, FsdMatrix matrix, Selection selection,
            Embeddings embeddings) {
        try {
            long mask = 0;
            for (DomainName domain : Selector.select(matrix, selection, embeddings).domains()) {
                mask |= 1L << table.domains().indexOf(domain);
            }
            return Optional.of(mask);
        } catch (ShakerException e) {
            if (e.code() == ErrorCode.ADAPTER_NOT_COMPARABLE) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
