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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import dev.shaker.db.matrix.SyntheticSpace;
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
 * One more adapter in a large space, and choices among all of it, through the whole use cases on the real broker, database and
 * store. The space is filled with adapters of the sample's shape whose signs are their own: their planes are in the store and
 * their true counts in the database. {@code -Dshaker.test.large=1000} for another size, profile {@code proofs} for the promised one.
 */
@QuarkusTest
@WithTestResource(StackResource.class)
class LargeSpaceTest extends PipelineFixture {
    private static final int MEASURED = 5;

    @Inject
    EntityManager entities;
    @Inject
    SyntheticSpace synthetic;

    LargeSpaceTest() {
        super(Topics.FSD_UPDATED);
    }

    /** Where the first version of fsd-updated has ended, unless another size is given. */
    @Test
    void oneMoreAdapterCostsItsRowAndAnEventOfConstantSize() throws Exception {
        measure(Integer.getInteger("shaker.test.large", 520));
    }

    @Test
    @Tag("proof")
    void theSameAmongTenThousand() throws Exception {
        measure(10_000);
    }

    private void measure(int size) throws Exception {
        // Given
        publishAll("pfeiffer", sample.domains());
        double small = median("small-");
        synthetic.fill(space, size);
        double packing = median("packing-");

        // When
        double large = median("large-");

        // Then
        List<FsdUpdatedV2> events = await().atMost(PATIENCE).until(
                () -> wire.events(FsdUpdatedV2.class).stream().filter(event -> event.space().equals(space)).toList(),
                found -> found.size() == sample.domains().size() + 3 * MEASURED);
        FsdUpdatedV2 last = events.stream().max(java.util.Comparator.comparing(FsdUpdatedV2::generation)).orElseThrow();
        int bytes = Json.bytes(last).length;
        assertThat(last.adapters()).isGreaterThan(size);
        assertThat(last.rows().getFirst().comparable()).isEqualTo(last.adapters() - 1);
        assertThat(bytes).isLessThan(4_000);
        assertThat(wire.events(FsdUpdated.class)).filteredOn(event -> event.space().equals(space))
                .hasSize(sample.domains().size() + (size <= 450 ? 3 : 1) * MEASURED);
        given().get("/api/v1/spaces/" + space + "/fsd/averages?limit=1").then().statusCode(200);
        double averages = seconds(() -> given().get("/api/v1/spaces/" + space + "/fsd/averages?limit=1000").then()
                .statusCode(200).extract().asString());
        double row = seconds(
                () -> given().get(last.rows().getFirst().row()).then().statusCode(200).extract().asString());
        given().get("/api/v1/spaces/" + space + "/fsd").then().statusCode(size < 450 ? 200 : 400);
        if (size <= 1000) {
            assertThat(given().accept("text/csv").get("/api/v1/spaces/" + space + "/fsd").asString().lines())
                    .hasSize(last.adapters() + 1);
        }
        assertThat(
                given().get("/api/v1/spaces/" + space + "/fsd?domains=films,nli,posts").then().statusCode(200).extract()
                        .jsonPath().getList("domains"))
                .hasSize(3);
        Number cell = (Number) QuarkusTransaction.requiringNew().call(() -> entities.createNativeQuery(
                """
                        select pg_total_relation_size('fsd_row') / (select sum(length(conflicts) / width)::float8 from fsd_row)""")
                .getSingleResult());
        System.out.printf(Locale.ROOT,
                "LARGE k=%d registration %.3f s (with packing %.3f s, k=13: %.3f s), fsd-updated.v2 %d bytes, averages page "
                        + "%.3f s, row %.3f s, %.1f database bytes a pair, heap %d MB%n",
                size, large, packing, small, bytes, averages, row, cell.doubleValue(), heap());
        choices(size);
        double withdrawal = seconds(() -> {
            var answer = given().delete("/api/v1/spaces/" + space + "/domains/copy-1").then().statusCode(202).extract()
                    .jsonPath();
            return await().pollInterval(Duration.ofMillis(5)).atMost(PATIENCE).until(
                    () -> adapters.announcement("/api/v1", answer.getString("eventId")), java.util.Optional::isPresent);
        });
        double changed = seconds(() -> plan("{\"select\": {\"strategy\": \"greedy\", \"size\": 10}}"));
        System.out.printf(Locale.ROOT, "LARGE k=%d withdrawal %.3f s, greedy after it %.3f s%n", size, withdrawal,
                changed);
        if (size <= 1000) {
            double stream = seconds(() -> given().accept("text/csv").get("/api/v1/spaces/" + space + "/fsd").then()
                    .statusCode(200).extract().asByteArray().length);
            System.out.printf(Locale.ROOT, "LARGE k=%d the whole matrix as CSV %.1f s%n", size, stream);
        }
    }

    /** Selection and advice, first and again. */
    private void choices(int size) throws Exception {
        for (String select : List.of("{\"strategy\": \"greedy\", \"size\": 10}",
                "{\"strategy\": \"greedy\", \"size\": 10, \"targets\": [\"films\"]}",
                "{\"strategy\": \"paper\", \"size\": 10}", "{\"strategy\": \"threshold\", \"threshold\": 0.02}",
                "{\"strategy\": \"explicit\", \"members\": [\"films\", \"nli\", \"posts\"]}")) {
            String body = "{\"select\": " + select + "}";
            double first = seconds(() -> plan(body));
            double again = seconds(() -> plan(body));
            System.out.printf(Locale.ROOT, "LARGE k=%d %s: %.3f s, again %.3f s, heap %d MB%n", size, select, first,
                    again,
                    heap());
        }
        double advice = seconds(() -> given().queryParam("members", "films,copy-1,nli")
                .get("/api/v1/spaces/" + space + "/advice").then().statusCode(200).extract().asString());
        System.out.printf(Locale.ROOT, "LARGE k=%d advice: %.3f s%n", size, advice);
    }

    private String plan(String body) {
        return given().contentType("application/json").body(body).post("/api/v1/spaces/" + space + "/mixtures/plan")
                .then().statusCode(200).extract().asString();
    }

    /** Median seconds from the event to the announcement of its outcome. */
    private double median(String prefix) throws Exception {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < MEASURED; i++) {
            Envelope<TrainCompleted> event = sample.announcement(space, "pfeiffer",
                    sample.domains().get(i % sample.domains().size()));
            TrainCompleted data = event.data();
            TrainCompleted.Domain domain = data.domain();
            Envelope<TrainCompleted> fresh = new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(),
                    new TrainCompleted(space,
                            new TrainCompleted.Domain(prefix + i, domain.labels(),
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
