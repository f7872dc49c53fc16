package dev.shaker.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

import dev.shaker.event.Envelope;
import dev.shaker.event.FsdUpdated;
import dev.shaker.event.FsdUpdatedV2;
import dev.shaker.event.Json;
import dev.shaker.event.Topics;
import dev.shaker.event.TrainCompleted;
import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One more adapter in a large space, through the whole use case on the real broker, database and store. The space is filled with
 * copies of the sample's thirteen registrations in the database, which share the thirteen objects of sign planes; what is
 * registered and timed is real. {@code -Dshaker.large=10000} for the promised size.
 */
@QuarkusTest
@WithTestResource(StackResource.class)
class LargeSpaceTest extends PipelineFixture {
    private static final int SIZE = Integer.getInteger("shaker.large", 700);
    private static final int MEASURED = 5;

    @Inject
    EntityManager entities;

    LargeSpaceTest() {
        super(Topics.FSD_UPDATED);
    }

    @Test
    void oneMoreAdapterCostsItsRowAndAnEventOfConstantSize() throws Exception {
        // Given
        publishAll("pfeiffer", sample.domains());
        double small = median(13);
        fill(SIZE);

        // When
        double large = median(SIZE);

        // Then
        List<FsdUpdatedV2> events = await().atMost(PATIENCE).until(
                () -> wire.events(FsdUpdatedV2.class).stream().filter(event -> event.space().equals(space)).toList(),
                found -> found.size() == sample.domains().size() + 2 * MEASURED);
        FsdUpdatedV2 last = events.stream().max(java.util.Comparator.comparing(FsdUpdatedV2::generation)).orElseThrow();
        int bytes = Json.bytes(last).length;
        assertThat(last.adapters()).isGreaterThan(SIZE);
        assertThat(last.rows().getFirst().comparable()).isEqualTo(last.adapters() - 1);
        assertThat(bytes).isLessThan(4_000);
        assertThat(wire.events(FsdUpdated.class)).filteredOn(event -> event.space().equals(space))
                .hasSize(sample.domains().size() + MEASURED);
        given().get("/api/v1/spaces/" + space + "/fsd/averages?limit=1").then().statusCode(200);
        double averages = seconds(() -> given().get("/api/v1/spaces/" + space + "/fsd/averages?limit=1000").then()
                .statusCode(200).extract().asString());
        double row = seconds(
                () -> given().get(last.rows().getFirst().row()).then().statusCode(200).extract().asString());
        given().get("/api/v1/spaces/" + space + "/fsd").then().statusCode(400);
        assertThat(
                given().get("/api/v1/spaces/" + space + "/fsd?domains=films,nli,posts").then().statusCode(200).extract()
                        .jsonPath().getList("domains"))
                .hasSize(3);
        Number cell = (Number) QuarkusTransaction.requiringNew().call(() -> entities.createNativeQuery("""
                select avg(pg_column_size(r.*)::float8 / cardinality(r.others)) from fsd_row r
                join adapter a on a.registration = r.registration
                where a.space = :space and a.domain like 'large-%'""").setParameter("space", space).getSingleResult());
        System.out.printf(Locale.ROOT,
                "LARGE k=%d registration %.3f s (k=13: %.3f s), fsd-updated.v2 %d bytes, averages page "
                        + "%.3f s, row %.3f s, %.1f database bytes a pair, heap %d MB%n",
                SIZE, large, small, bytes, averages, row,
                cell.doubleValue(), heap());
    }

    /** Median seconds from the event to the announcement of its outcome. */
    private double median(int k) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < MEASURED; i++) {
            Envelope<TrainCompleted> event = sample.announcement(space, "pfeiffer",
                    sample.domains().get(i % sample.domains().size()));
            TrainCompleted data = event.data();
            TrainCompleted.Domain domain = data.domain();
            Envelope<TrainCompleted> fresh = new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(),
                    new TrainCompleted(space,
                            new TrainCompleted.Domain((k > 13 ? "large-" : "small-") + i, domain.labels(),
                                    domain.test(), domain.maxLength(), domain.train()),
                            data.adapter(), data.baseModel(), 7L, null,
                            data.metrics()));
            times.add(seconds(() -> {
                wire.send(fresh);
                return await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE)
                        .until(() -> adapters.announcement(fresh.source(), fresh.id()), java.util.Optional::isPresent);
            }));
        }
        times.sort(null);
        return times.get(MEASURED / 2);
    }

    private void fill(int size) {
        QuarkusTransaction.requiringNew().timeout(600).run(() -> {
            String columns = (String) entities.createNativeQuery("""
                    select string_agg(column_name, ', ') from information_schema.columns
                    where table_name = 'adapter' and column_name not in ('registration', 'domain', 'adapter_id')""")
                    .getSingleResult();
            entities.createNativeQuery("insert into adapter (domain, adapter_id, " + columns + ") select 'copy-' || n,"
                    + " encode(sha256(cast(:space || n as bytea)), 'hex'), " + columns
                    + " from generate_series(1, :size) n"
                    + " join (select *, row_number() over (order by registration) - 1 as place from adapter where space = :space"
                    + " and domain not like 'small-%') a on a.place = n % 13").setParameter("space", space)
                    .setParameter("size", size).executeUpdate();
            entities.createNativeQuery("""
                    insert into fsd_sum (registration, basis, total, comparable, conflicts, both_non_zero)
                    select a.registration, 'factors', s.total, s.comparable, s.conflicts, s.both_non_zero from adapter a
                    cross join (select * from fsd_sum where registration = (select max(registration) from adapter
                                where space = :space and domain like 'small-%')) s
                    where a.space = :space and a.domain like 'copy-%'""").setParameter("space", space).executeUpdate();
        });
    }

    private static double seconds(Callable<?> work) throws Exception {
        long start = System.nanoTime();
        work.call();
        return (System.nanoTime() - start) / 1e9;
    }

    private static long heap() {
        System.gc();
        return (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory()) >> 20;
    }
}
