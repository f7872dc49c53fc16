package dev.shaker.pipeline;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.AdapterRejected;
import dev.shaker.event.AdapterWithdrawn;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventData;
import dev.shaker.event.EventMessage;
import dev.shaker.event.FsdUpdated;
import dev.shaker.event.FsdUpdatedV2;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.Topics;
import dev.shaker.event.TrainCompleted;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.evaluation.EvaluationIntake;
import dev.shaker.stack.StackResource;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

/** An adapter leaves its space, over the real broker, database and store, and what was trained before does not bring it back. */
@QuarkusTest
@WithTestResource(StackResource.class)
class WithdrawalTest extends PipelineFixture {
    private static final List<String> THREE = List.of("nli", "posts", "reviews");

    @Inject
    EvaluationIntake intake;

    WithdrawalTest() {
        super(Topics.FSD_UPDATED, Topics.ADAPTER_REJECTED);
    }

    /** How the withdrawal comes in. */
    enum Way {
        KAFKA, EVENTS, DELETE
    }

    @ParameterizedTest
    @EnumSource
    void aWithdrawnAdapterIsComparedChosenAndSweptNoMore(Way way) {
        // Given
        publishAll("lora", THREE);
        MixtureView mixture = mix("explicit", List.of("nli", "posts"));
        assertThat(mixture.stale()).isFalse();
        String id = current("nli").orElseThrow().id().hex();

        // When
        Announcement outcome = withdraw(way, id);

        // Then
        assertThat(outcome.outcome()).as(outcome.message()).isEqualTo(Outcome.WITHDRAWN);
        assertThat(outcome.adapterId()).isEqualTo(Named.adapter(id));
        assertThat(outcome.generation()).isEqualTo(4);
        assertThat(adapters.space(Named.space(space)).orElseThrow().generation()).isEqualTo(4);
        assertThat(adapters.current(Named.space(space))).extracting(one -> one.domain().name()).containsExactly("posts",
                "reviews");
        assertThat(adapters.adapters(Named.space(space))).filteredOn(a -> a.status() == AdapterStatus.WITHDRAWN)
                .singleElement()
                .satisfies(a -> assertThat(a.withdrawnAt()).isNotNull());
        sumsAreThoseOfTheMatrix(2);
        assertThat(mixtures.byRequest(mixture.requestId()).orElseThrow().stale()).isTrue();
        told(id, 2, 4);

        // And what is asked for later
        assertThat(mix("greedy", List.of()).members()).extracting(one -> one.domain().name())
                .containsExactly("posts", "reviews");
        MixtureView named = mix("explicit", List.of("nli", "posts"));
        assertThat(named.status()).isEqualTo(MixtureStatus.FAILED);
        assertThat(named.errorCode()).isEqualTo("adapter-withdrawn");
        assertThat(named.errorMessage()).contains("'nli'", "publish an adapter of it again");
        MixtureView aimed = awaitMixture(new MixtureRequested(UUID.randomUUID().toString(), space,
                new MixtureRequested.Select("greedy", 2, List.of("nli"), List.of(), null, null), null, null, null));
        assertThat(aimed.errorCode()).isEqualTo("adapter-withdrawn");
        assertThat(catchThrowableOfType(ShakerException.class,
                () -> intake.submit(Named.space(space), Named.domain("nli"), null, null, null, false)).code())
                .isEqualTo(ErrorCode.ADAPTER_WITHDRAWN);
        given().get("/api/v1/spaces/" + space + "/advice?members=nli,posts").then().statusCode(409)
                .body("code", equalTo("adapter-withdrawn"));
        sweepIsRefused();
    }

    @Test
    void withdrawnTwiceNothingChangesAndOnlyALaterTrainingBringsTheDomainBack() {
        // Given
        publishAll("pfeiffer", THREE);
        String id = current("nli").orElseThrow().id().hex();
        Instant now = Instant.now();
        assertThat(awaitOutcome(send(now, "nli", null)).outcome()).isEqualTo(Outcome.WITHDRAWN);

        // When
        Announcement again = awaitOutcome(send(now.plusSeconds(60), "nli", id));

        // Then
        assertThat(again.outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(again.adapterId()).isEqualTo(Named.adapter(id));
        assertThat(adapters.space(Named.space(space)).orElseThrow().generation()).isEqualTo(4);

        // When what was trained before the last withdrawal comes late, of the same content and of another
        for (boolean changed : new boolean[]{ false, true }) {
            Envelope<TrainCompleted> late = trained("pfeiffer", changed, now.plusSeconds(60));
            wire.send(late);
            Announcement outcome = awaitOutcome(late);
            assertThat(outcome.outcome()).as(outcome.message()).isEqualTo(Outcome.WITHDRAWN);
            assertThat(outcome.code()).isEqualTo("adapter-withdrawn");
        }

        // Then
        assertThat(adapters.current(Named.space(space))).extracting(one -> one.domain().name()).containsExactly("posts",
                "reviews");
        assertThat(adapters.space(Named.space(space)).orElseThrow().generation()).isEqualTo(4);
        sumsAreThoseOfTheMatrix(2);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(AdapterRejected.class)).hasSize(2)
                .allMatch(rejected -> rejected.error().code().equals("adapter-withdrawn")));

        // When
        register(trained("pfeiffer", false, now.plusSeconds(61)));

        // Then
        assertThat(current("nli")).map(RegisteredAdapter::id).contains(Named.adapter(id));
        assertThat(adapters.space(Named.space(space)).orElseThrow().generation()).isEqualTo(5);
        sumsAreThoseOfTheMatrix(3);
    }

    @Test
    void theLastAdapterOfASpaceIsWithdrawnToo() {
        publishAll("pfeiffer", List.of("nli"));
        String id = current("nli").orElseThrow().id().hex();
        withdraw(Way.KAFKA, id);
        assertThat(adapters.current(Named.space(space))).isEmpty();
        sumsAreThoseOfTheMatrix(0);
        told(id, 0, 2);
        register(sample.announcement(space, "pfeiffer", "posts"));
        sumsAreThoseOfTheMatrix(1);
    }

    @Test
    void aWithdrawalThatMeansNothingIsRejectedByItsCode() {
        publishAll("pfeiffer", List.of("nli"));
        RegisteredAdapter nli = current("nli").orElseThrow();
        Instant now = Instant.now();

        rejected(send(now, "films", null), "domain-unknown", "no domain 'films'");
        rejected(send(now, "nli", "0".repeat(64)), "adapter-not-current", nli.id().hex());
        rejected(send(nli.trainedAt().minusSeconds(1), "nli", nli.id().hex()), "adapter-superseded",
                "later event time");
        rejected(send(now.plus(Duration.ofDays(400)), "nli", null), "event-invalid", "more than a day ahead");

        assertThat(current("nli")).isPresent();
        assertThat(adapters.space(Named.space(space)).orElseThrow().generation()).isEqualTo(1);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(AdapterRejected.class)).hasSize(4)
                .allMatch(event -> event.location() == null));
        given().delete("/api/v1/spaces/no-" + space + "/domains/nli").then().statusCode(404).body("code",
                equalTo("space-unknown"));
        given().delete("/api/v1/spaces/" + space + "/domains/nli?adapter=short").then().statusCode(400)
                .body("code", equalTo("event-invalid")).body("details.field", equalTo("adapter"));
    }

    @Test
    void theSameWithdrawalTwiceIsOne() {
        publishAll("pfeiffer", List.of("nli", "posts"));
        Envelope<AdapterWithdrawn> event = new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(),
                new AdapterWithdrawn(space, "nli", null, "twice"));
        wire.send(event);
        wire.send(event);
        wire.send(new Envelope<>("marker-" + event.id(), "/tests", event.time(), event.data()));
        assertThat(awaitOutcome("/tests", "marker-" + event.id()).outcome()).isEqualTo(Outcome.UNCHANGED);
        assertThat(awaitOutcome("/tests", event.id()).outcome()).isEqualTo(Outcome.WITHDRAWN);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(FsdUpdatedV2.class)).hasSize(3));
    }

    private Announcement withdraw(Way way, String id) {
        if (way == Way.KAFKA) {
            return awaitOutcome(send(Instant.now(), "nli", id));
        }
        if (way == Way.DELETE) {
            var answer = given().queryParam("reason", "wrong split").queryParam("adapter", id)
                    .delete("/api/v1/spaces/" + space + "/domains/nli");
            assertThat(answer.statusCode()).as(answer.asString()).isEqualTo(202);
            assertThat(answer.jsonPath().getString("location")).isEqualTo(
                    "/api/v1/announcements/" + answer.jsonPath().getString("eventId") + "?source=%2Fapi%2Fv1");
            Announcement outcome = awaitOutcome("/api/v1", answer.jsonPath().getString("eventId"));
            given().urlEncodingEnabled(false).get(answer.jsonPath().getString("location")).then().statusCode(200)
                    .body("outcome", equalTo("withdrawn"));
            return outcome;
        }
        EventMessage message = new EventCodec().encode(new Envelope<>(space, "/tests", Instant.now(),
                new AdapterWithdrawn(space, "nli", id, null)));
        var request = given().contentType("application/json");
        message.headers().forEach((name, value) -> {
            if (name.startsWith("ce_")) {
                request.header(name.replace('_', '-'), value);
            }
        });
        request.body(new String(message.body(), StandardCharsets.UTF_8)).post("/api/v1/events").then()
                .statusCode(202);
        return awaitOutcome("/tests", space);
    }

    private Envelope<AdapterWithdrawn> send(Instant at, String domain, @Nullable String adapter) {
        Envelope<AdapterWithdrawn> event = new Envelope<>(UUID.randomUUID().toString(), "/tests", at,
                new AdapterWithdrawn(space, domain, adapter, "a test"));
        wire.send(event);
        return event;
    }

    private void rejected(Envelope<AdapterWithdrawn> event, String code, String named) {
        Announcement outcome = awaitOutcome(event);
        assertThat(outcome.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(outcome.code()).as(outcome.message()).isEqualTo(code);
        assertThat(outcome.message()).contains(named);
    }

    private Optional<RegisteredAdapter> current(String domain) {
        return adapters.current(Named.space(space)).stream().filter(a -> a.domain().name().equals(domain)).findFirst();
    }

    private MixtureView mix(String strategy, List<String> members) {
        return awaitMixture(new MixtureRequested(UUID.randomUUID().toString(), space,
                new MixtureRequested.Select(strategy, members.isEmpty() ? 2 : null, List.of(), members, null, null),
                null, null, new MixtureRequested.Evaluate(List.of(), 10, true, null, List.of())));
    }

    private void sweepIsRefused() {
        String sweep = "sweep-" + UUID.randomUUID();
        given().contentType("application/json").body(Map.of("sweepId", sweep, "members", List.of("nli", "posts")))
                .post("/api/v1/spaces/" + space + "/sweeps").then().statusCode(202);
        await().atMost(PATIENCE).until(
                () -> given().get("/api/v1/spaces/" + space + "/sweeps/" + sweep).jsonPath().getString("status"),
                "failed"::equals);
        given().get("/api/v1/spaces/" + space + "/sweeps/" + sweep).then().body("error.code",
                equalTo("adapter-withdrawn"));
    }

    private void told(String id, int left, long generation) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(events(FsdUpdated.class)).filteredOn(update -> FsdUpdated.WITHDRAWN.equals(update.change()))
                    .singleElement().satisfies(update -> {
                        assertThat(update.adapter()).isEqualTo(new FsdUpdated.AdapterOfDomain(id, "nli"));
                        assertThat(update.generation()).isEqualTo(generation);
                        assertThat(update.pairs()).isEmpty();
                        assertThat(update.averages()).hasSize(left);
                    });
            assertThat(events(FsdUpdatedV2.class)).filteredOn(update -> FsdUpdated.WITHDRAWN.equals(update.change()))
                    .singleElement().satisfies(update -> assertThat(update.adapters()).isEqualTo(left));
        });
    }

    private <T extends EventData> List<T> events(Class<T> type) {
        return wire.events(type).stream().filter(event -> space.equals(event.key())).toList();
    }
}
