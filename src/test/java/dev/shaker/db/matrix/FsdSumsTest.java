package dev.shaker.db.matrix;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.fsd.FsdAverage;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdCell;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdRow;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.fsd.Sampling;
import dev.shaker.identity.DomainName;
import dev.shaker.kafka.ProbeProfile;
import dev.shaker.pipeline.SpaceLedger;
import dev.shaker.pipeline.SpaceLedger.Entry;
import dev.shaker.pipeline.SpaceLedger.SpaceState;

import static org.assertj.core.api.Assertions.assertThat;

/** Running sums say what the whole matrix says, whatever was registered and superseded. */
@QuarkusTest
@TestProfile(ProbeProfile.class)
class FsdSumsTest {
    private static final BaseModelReference BASE = new BaseModelReference("b", "s3://b/", "d");

    @Inject
    SpaceLedger spaces;
    @Inject
    FsdCatalog matrices;
    @Inject
    AdapterCatalog adapters;
    @Inject
    EntityManager entities;
    @Inject
    StoredRows rows;

    private final String space = "sums-" + UUID.randomUUID();
    private final Map<String, Long> current = new TreeMap<>();
    private final List<String> slots = new ArrayList<>();
    private final Map<String, PairConflicts> counts = new TreeMap<>();
    private long generation;

    @Test
    void meansAndRowsAreThoseOfTheMatrixAfterRegistrationsSupersessionsAndWithdrawals() {
        Random random = new Random(7);
        for (int step = 0; step < 60; step++) {
            String domain = "d" + random.nextInt(12);
            if (step % 4 == 3 && current.containsKey(domain)) {
                withdraw(domain);
            } else {
                register(domain, random);
            }
            if (step % 3 == 1) {
                whatIsRememberedGoesOnFromWhatWasReadBefore();
            }
        }
        assertThat(current).hasSizeGreaterThan(6);

        for (Basis basis : Basis.values()) {
            FsdMatrix matrix = matrices.matrix(Named.space(space), basis);
            List<FsdAverage> averages = matrices.averages(Named.space(space), basis, "", 100);
            assertThat(averages).hasSize(matrix.size());
            for (int i = 0; i < matrix.size(); i++) {
                FsdAverage average = averages.get(i);
                assertThat(average.domain()).isEqualTo(matrix.entry(i).domain());
                assertThat(average.includingSelf()).isEqualTo(matrix.averageIncludingSelf(i));
                assertThat(average.ofOthers()).isEqualTo(matrix.averageOfOthers(i));
                List<FsdCell> row = matrices.row(Named.space(space), average.domain(), basis, "", 100);
                assertThat(matrices.row(Named.space(space), average.domain(), basis, "d3", 2)).isEqualTo(row.stream()
                        .filter(cell -> cell.domain().compareTo(Named.domain("d3")) > 0).limit(2).toList());
                assertThat(row).hasSize(average.comparable());
                for (FsdCell cell : row) {
                    assertThat(matrix.pair(i, matrix.indexOf(cell.domain()).orElseThrow())).contains(cell.counts());
                }
            }
            assertThat(matrices.averages(Named.space(space), basis, averages.get(2).domain().name(), 3))
                    .isEqualTo(averages.subList(3, 6));
        }
        for (long budget : new long[]{ 0, 300, 1 << 20 }) {
            RowCache cache = new RowCache(budget);
            viewsAreTheMatrix(cache);
            viewsAreTheMatrix(cache);
            assertThat(cache.bytes()).isBetween(budget > 300 ? 1L : 0L, budget);
        }
        assertThat(matrices.submatrix(Named.space(space), DomainName.all(List.of("d1", "d3")), Basis.FACTORS).size())
                .isEqualTo(2);
    }

    /** A view takes rows and bounds from the one before the change, the list of adapters the adapters. */
    private void whatIsRememberedGoesOnFromWhatWasReadBefore() {
        for (Basis basis : List.of(Basis.FACTORS, Basis.UPDATE)) {
            FsdMatrix matrix = matrices.matrix(Named.space(space), basis);
            FsdView view = matrices.view(Named.space(space), basis);
            assertThat(view.entries()).isEqualTo(matrix.entries());
            for (int i = 0; i < matrix.size(); i++) {
                assertThat(view.average(i)).isEqualTo(matrix.average(i));
                rowIsTheMatrix(view.row(i), matrix, i);
            }
            leastIsFound(view, matrix, (1 << matrix.size()) - 1);
        }
        assertThat(adapters.current(Named.space(space)))
                .isEqualTo(adapters.current(Named.space(space), DomainName.all(current.keySet())));
    }

    /** Whether rows are kept, read, or some of both. */
    private void viewsAreTheMatrix(RowCache cache) {
        for (Basis basis : List.of(Basis.FACTORS, Basis.UPDATE)) {
            FsdMatrix matrix = matrices.matrix(Named.space(space), basis);
            FsdView view = QuarkusTransaction.requiringNew().call(() -> new StoredView(rows, cache, basis,
                    rows.places(Named.space(space)), matrices.averages(Named.space(space), basis, "", 100)));
            same(view, matrix);
            same(view.without(Named.domains("d2", "d5")), matrix.restrictedTo(matrix.entries().stream()
                    .map(FsdMatrix.Entry::domain).filter(domain -> !Named.domains("d2", "d5").contains(domain))
                    .toList()));
        }
    }

    private static void same(FsdView view, FsdMatrix matrix) {
        assertThat(view.entries()).isEqualTo(matrix.entries());
        List<String> told = new ArrayList<>();
        view.pairs((i, j, conflicts, total) -> told
                .add(Math.max(i, j) + " " + Math.min(i, j) + " " + conflicts + " " + total));
        List<String> expected = new ArrayList<>();
        matrix.pairs((i, j, conflicts, total) -> expected.add(i + " " + j + " " + conflicts + " " + total));
        assertThat(told).containsExactlyInAnyOrderElementsOf(expected);
        for (int free = 3; free < 1 << matrix.size(); free = 2 * free + 1) {
            leastIsFound(view, matrix, free);
            leastIsFound(view, matrix, free ^ 5);
        }
        FsdMatrix some = view.among(List.of(3, 0, 4));
        for (int i = 0; i < matrix.size(); i++) {
            assertThat(view.average(i)).isEqualTo(matrix.average(i));
            assertThat(view.indexOf(matrix.entry(i).domain())).hasValue(i);
            rowIsTheMatrix(view.row(i), matrix, i);
        }
        assertThat(some.entries()).containsExactly(matrix.entry(3), matrix.entry(0), matrix.entry(4));
        assertThat(some.pair(0, 1)).isEqualTo(matrix.pair(3, 0));
        assertThat(some.pair(2, 1)).isEqualTo(matrix.pair(4, 0));
    }

    private static void rowIsTheMatrix(FsdRow row, FsdMatrix matrix, int i) {
        for (int j = 0; j < matrix.size(); j++) {
            if (i != j) {
                assertThat(row.fsd(j)).isEqualTo(matrix.fsd(i, j));
            }
        }
    }

    /** @param free mask of the adapters among which it is looked for */
    private static void leastIsFound(FsdView view, FsdMatrix matrix, int free) {
        Least found = new Least(free);
        Least expected = new Least(free);
        view.leastPairs(found);
        matrix.pairs(expected);
        assertThat(found.pairs).isEqualTo(expected.pairs);
        assertThat(found.told).isLessThanOrEqualTo(expected.told);
    }

    /** All pairs that are the least. */
    private static final class Least implements FsdView.LeastSearch {
        private final int free;
        private final Set<Set<Integer>> pairs = new HashSet<>();
        private long conflicts;
        private long total;
        private int told;

        Least(int free) {
            this.free = free;
        }

        @Override
        public boolean wants(int i) {
            return (free >> i & 1) != 0;
        }

        @Override
        public boolean mayBe(long others, long of) {
            return pairs.isEmpty() || PairConflicts.compare(others, of, conflicts, total) <= 0;
        }

        @Override
        public void pair(int i, int j, long others, long of) {
            told++;
            if (wants(i) && wants(j) && mayBe(others, of)) {
                if (PairConflicts.compare(others, of, conflicts, total) != 0) {
                    pairs.clear();
                }
                conflicts = others;
                total = of;
                pairs.add(Set.of(i, j));
            }
        }
    }

    @Test
    void aSearchForTheLeastPairReadsTheRowsThatMayHoldIt() {
        Random random = new Random(9);
        for (int i = 0; i < 40; i++) {
            register("d" + i, random);
        }
        FsdMatrix matrix = matrices.matrix(Named.space(space), Basis.FACTORS);
        Least all = new Least(-1);
        matrix.pairs(all);

        assertThat(told()).isLessThan(all.told / 2);

        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("update fsd_row set least_conflicts = null, least_total = null")
                        .executeUpdate());
        assertThat(told()).isEqualTo(all.told);
    }

    /** Before it was read anew, the persistence context had it as it was, and so it would have been remembered. */
    @Test
    void anAdapterThatAnotherTransactionChangesIsReadAsItIs() {
        register("d1", new Random(3));

        QuarkusTransaction.requiringNew().run(() -> {
            assertThat(maxLength()).isEqualTo(64);
            QuarkusTransaction.requiringNew().run(() -> {
                entities.createNativeQuery("update adapter set max_length = 65 where space = ?1").setParameter(1, space)
                        .executeUpdate();
                entities.createNativeQuery("update space set revision = nextval('space_revision') where name = ?1")
                        .setParameter(1, space).executeUpdate();
            });
            assertThat(maxLength()).isEqualTo(65);
        });
        assertThat(maxLength()).isEqualTo(65);
    }

    private int maxLength() {
        return adapters.current(Named.space(space)).getFirst().maxLength();
    }

    private int told() {
        FsdView view = QuarkusTransaction.requiringNew().call(() -> new StoredView(rows, new RowCache(0),
                Basis.FACTORS, rows.places(Named.space(space)),
                matrices.averages(Named.space(space), Basis.FACTORS, "", 100)));
        Least found = new Least(-1);
        view.leastPairs(found);
        return found.told;
    }

    private void register(String domain, Random random) {
        QuarkusTransaction.requiringNew().run(() -> {
            spaces.lock(new SpaceState(Named.space(space), AdapterMethod.LORA, BASE, "{}", List.of(), List.of(), 0));
            if (!slots.contains(domain)) {
                slots.add(domain);
            }
            Long old = current.remove(domain);
            if (old != null) {
                spaces.supersede(old, Map.of(Basis.FACTORS, row(old, Basis.FACTORS), Basis.UPDATE,
                        row(old, Basis.UPDATE)));
            }
            generation++;
            long registration = spaces.register(new RegisteredAdapter(Named.adapter("a" + generation),
                    Named.space(space), Named.domain(domain),
                    AdapterMethod.LORA, AdapterFormat.PEFT, AdapterStatus.REGISTERED, "s3://a/", new TreeMap<>(), BASE,
                    List.of("x", "y"), null, null, 64, "p", null, 0, 1, null, null, generation, Instant.EPOCH,
                    Instant.EPOCH), "event", Map.of());
            for (Basis basis : List.of(Basis.FACTORS, Basis.UPDATE)) {
                for (long other : current.values()) {
                    // In basis update the number of positions differs, and some pairs are not comparable in factors.
                    if (basis == Basis.UPDATE || (registration + other) % 5 != 0) {
                        long total = basis == Basis.UPDATE ? 1_000 + 10 * random.nextInt(3) : 700;
                        long both = random.nextLong(total / 2, total);
                        Optional<Sampling> sampling = basis == Basis.UPDATE && random.nextInt(3) > 0
                                ? Optional.of(new Sampling(random.nextLong(1, total), random.nextFloat()))
                                : Optional.empty();
                        counts.put(key(registration, other, basis),
                                new PairConflicts(random.nextLong(both), both, total, List.of(), sampling));
                    }
                }
                spaces.addRow(registration, basis, row(registration, basis));
            }
            current.put(domain, registration);
        });
    }

    private void withdraw(String domain) {
        QuarkusTransaction.requiringNew().run(() -> {
            generation++;
            spaces.withdraw(current.remove(domain), Instant.EPOCH, generation);
        });
    }

    private List<Entry> row(long registration, Basis basis) {
        List<Entry> row = new ArrayList<>();
        for (long other : current.values()) {
            PairConflicts pair = counts.get(key(registration, other, basis));
            if (other != registration && pair != null) {
                row.add(new Entry(other, slot(other), pair));
            }
        }
        return row;
    }

    /** Domains are numbered as they first come. */
    private int slot(long registration) {
        return slots.indexOf(current.entrySet().stream().filter(entry -> entry.getValue() == registration)
                .map(Map.Entry::getKey).findFirst().orElseThrow());
    }

    private static String key(long one, long other, Basis basis) {
        return Math.min(one, other) + " " + Math.max(one, other) + " " + basis;
    }
}
