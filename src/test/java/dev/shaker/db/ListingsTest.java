package dev.shaker.db;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.shaker.stack.StackResource;
import dev.shaker.tensor.Sha256;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

/** Lists over HTTP out of the real database: a page at a time, each item once, whatever comes in between. */
@QuarkusTest
@WithTestResource(StackResource.class)
class ListingsTest {
    private static final int SIZE = 57;
    /** Three to a moment: time alone orders nothing. */
    private static final String TIME = "timestamptz '2026-01-31 12:00:00.123456Z' + (i / 3) * interval '1 minute'";

    @Inject
    EntityManager entities;

    private final String space = "lists-" + UUID.randomUUID();
    private final String in = "/api/v1/spaces/" + space;

    @BeforeEach
    void fill() {
        sql("insert into space values (:space, 'PFEIFFER', 'b', 's3://b/', 'd', '{}', '{}', '{}', 1, now())");
        adapters("d", 0, SIZE - 1);
        sql("""
                insert into announcement (identity, event_id, space, outcome, code, message, details, at)
                select '/t ' || :space || i, :space || i, :space, 'REJECTED', 'tensor-not-finite', 'NaN', '{}', %s
                from generate_series(1, %d) i""".formatted(TIME, SIZE));
        sql("""
                insert into mixture (request_id, space, status, request, mixture_id, generation, member_domains,
                    member_adapters, sparsity, details, requested_at)
                select :space || i, :space, 'READY', '{}', encode(sha256(convert_to('mix' || i || :space, 'UTF8')), 'hex'), 1, array['d' || (i %% 2)],
                    array[encode(sha256(convert_to('id' || (i %% 2) || :space, 'UTF8')), 'hex')], 0, '{}', %s from generate_series(1, %d) i"""
                .formatted(TIME, SIZE));
        sql("""
                insert into evaluation (id, space, mixture_id, adapter_id, domain, split, status, details, requested_at)
                select encode(sha256(convert_to(:space || i, 'UTF8')), 'hex'), :space, case when i %% 2 = 0 then encode(sha256(convert_to('mix' || (i %% 4) || :space, 'UTF8')), 'hex') end, encode(sha256(convert_to('a', 'UTF8')), 'hex'), 'd' || (i %% 5),
                    'test', 'REQUESTED', '{}', %s from generate_series(1, %d) i"""
                .formatted(TIME, SIZE));
        sql("""
                insert into sweep (id, space, status, request, member_domains, member_adapters, targets, generation, shards,
                    shards_done, total, done, seconds, done_then, details, requested_at)
                select :space || '/' || i, :space, 'REQUESTED', '{}', array['a', 'b', 'c', 'd', 'e', 'f'], array[encode(sha256(convert_to('1', 'UTF8')), 'hex'), encode(sha256(convert_to('2', 'UTF8')), 'hex'), encode(sha256(convert_to('3', 'UTF8')), 'hex'), encode(sha256(convert_to('4', 'UTF8')), 'hex'), encode(sha256(convert_to('5', 'UTF8')), 'hex'), encode(sha256(convert_to('6', 'UTF8')), 'hex')],
                    3,                    1, 0, 0, 0, 0, 0, 0, '{}', %s from generate_series(1, %d) i"""
                .formatted(TIME, SIZE));
        sql("""
                insert into sweep_result select :space || '/1', i / 20 * 0.5, i % 20 + 1, i % 3, i, 100
                from generate_series(0, 56) i""");
    }

    @ParameterizedTest
    @CsvSource({ "adapters, registeredAt", "adapters?status=registered, domain", "rejections, eventId",
            "mixtures, requestId", "evaluations, id", "sweeps, sweepId" })
    void everyItemOfAListStandsOnOnePage(String list, String field) {
        // When
        List<String> paged = walk(in + "/" + list, field, 10);
        // Then
        assertThat(paged).hasSize(SIZE)
                .isEqualTo(given().get(in + "/" + list).then().statusCode(200).extract().path("items." + field));
        if (!field.equals("registeredAt")) {
            assertThat(new HashSet<>(paged)).hasSize(SIZE);
        }
    }

    @Test
    void filtersHoldOnEveryPage() {
        String adapter = id("id1" + space);
        assertThat(walk(in + "/mixtures?adapter=" + adapter, "requestId", 4)).hasSize(29);
        assertThat(walk(in + "/evaluations?mixture=" + id("mix2" + space), "domain", 4)).hasSize(14).isSorted();
        assertThat(given().get(in + "/evaluations?limit=1000").<List<String>>path("items.domain")).isSorted();
    }

    @Test
    void resultsOfASweepComeAPageAtATime() {
        String results = in + "/sweeps/" + space + "%2F1/results";
        List<List<Object>> all = new ArrayList<>();
        String next = results + "?limit=9";
        while (next != null) {
            Response page = given().urlEncodingEnabled(false).get(next);
            page.then().statusCode(200);
            List<Object> sparsity = page.path("items.sparsity");
            List<Object> members = page.path("items.members");
            List<Object> domains = page.path("items.domain");
            for (int i = 0; i < domains.size(); i++) {
                all.add(List.of(sparsity.get(i), members.get(i), domains.get(i)));
            }
            next = link(page);
        }
        assertThat(all).hasSize(SIZE).doesNotHaveDuplicates();
        assertThat(all.get(2)).isEqualTo(List.of(0.0f, List.of("a", "b"), "c"));
    }

    @Test
    void whatComesInWhileAListIsReadMovesNothing() {
        // Given
        Response first = given().get(in + "/adapters?limit=10");
        List<String> domains = new ArrayList<>(first.path("items.domain"));
        // When others come before and behind that place
        adapters("c", 1, 5);
        adapters("x", 1, 5);
        // Then nothing is told twice, and what stands behind is told
        domains.addAll(walk(link(first), "domain", 10));
        assertThat(domains).doesNotHaveDuplicates().hasSize(SIZE + 5).contains("x3").doesNotContain("c3");
    }

    @Test
    void thePageBehindAPageIsToldInTheBodyAndAsALink() {
        Response page = given().get(in + "/adapters?status=registered&limit=2");
        String next = page.path("next");
        assertThat(link(page)).startsWith(in + "/adapters?").contains("status=registered", "limit=2",
                "cursor=" + next);
        given().get(in + "/adapters?limit=1000").then().body("$", org.hamcrest.Matchers.hasKey("next"))
                .body("next", nullValue()).header("Link", nullValue());
    }

    @Test
    void aCursorOfAnotherListSpaceOrFilterIsRefused() {
        String cursor = given().get(in + "/adapters?limit=2").path("next");
        for (String path : List.of(in + "/mixtures?cursor=" + cursor,
                in + "/adapters?status=registered&cursor=" + cursor,
                in + "/adapters?cursor=" + cursor + "x", in + "/fsd/averages?cursor=" + cursor,
                "/api/v1/spaces?cursor=" + cursor, "/api/v1/dead-letters?cursor=" + cursor)) {
            given().get(path).then().statusCode(400).body("code", equalTo("cursor-invalid"))
                    .body("details.field", equalTo("cursor")).body("detail", containsString("leave cursor out"));
        }
        given().get(in + "/adapters?limit=3&cursor=" + cursor).then().statusCode(200);
    }

    @Test
    void aPageIsCsvForThoseWhoAskForIt() {
        Response page = given().accept("text/csv").get(in + "/evaluations?limit=3");
        page.then().statusCode(200).contentType("text/csv");
        assertThat(page.asString().lines()).hasSize(4).first().asString()
                .startsWith("domain,id,mixture_id,adapter_id,");
        assertThat(walkCsv(in + "/rejections?limit=20")).isEqualTo(SIZE);
        assertThat(given().accept("text/csv").get("/api/v1/spaces/none-" + space + "/rejections").asString())
                .isEqualTo("time,domain,code,message,location,event_id\r\n");
    }

    private int walkCsv(String path) {
        int lines = 0;
        for (String next = path; next != null;) {
            Response page = given().urlEncodingEnabled(false).accept("text/csv").get(next);
            lines += (int) page.asString().lines().count() - 1;
            next = link(page);
        }
        return lines;
    }

    private static List<String> walk(String path, String field, int limit) {
        List<String> found = new ArrayList<>();
        for (String next = path + (path.contains("?") ? "&" : "?") + "limit=" + limit; next != null;) {
            Response page = given().urlEncodingEnabled(false).get(next);
            page.then().statusCode(200);
            found.addAll(page.path("items." + field));
            next = link(page);
        }
        return found;
    }

    private static String link(Response page) {
        String link = page.header("Link");
        return link == null ? null : link.substring(1, link.indexOf('>'));
    }

    private static String id(String text) {
        return Sha256.hex(text.getBytes(StandardCharsets.UTF_8));
    }

    private void adapters(String prefix, int from, int to) {
        sql("""
                insert into adapter (space, domain, adapter_id, event_id, method, format, status, location, files, labels,
                    base_model_name, base_model_location, base_model_digest, max_length, planes, parameters, metrics,
                    generation, trained_at, registered_at, layers, slot)
                select :space, '%s' || i, encode(sha256(convert_to('id' || i || :space, 'UTF8')), 'hex'), 'e', 'PFEIFFER', 'PEFT', 'REGISTERED', 's3://b/x/', '{}',
                    array['no', 'yes'], 'b', 's3://b/', 'd', 128, 's3://b/p', 9, '{}', 1, %s, now(), 1, i
                from generate_series(%d, %d) i"""
                .formatted(prefix, TIME, from, to));
    }

    private void sql(String statement) {
        QuarkusTransaction.requiringNew().run(() -> {
            var query = entities.createNativeQuery(statement.replace("::", "\\:\\:"));
            if (statement.contains(":space")) {
                query.setParameter("space", space);
            }
            query.executeUpdate();
        });
    }
}
