package dev.shaker.pipeline;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.db.Race;
import dev.shaker.error.ShakerException;
import dev.shaker.event.AdapterWithdrawn;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventData;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.TrainCompleted;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.stack.StackResource;

import static org.assertj.core.api.Assertions.assertThat;

/** Use cases that change one domain at the same time, each by its own transaction: the event's time decides, and every sum fits. */
@QuarkusTest
@WithTestResource(StackResource.class)
class RegistrationRaceTest extends PipelineFixture {
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @Inject
    EventHandler<TrainCompleted> registration;
    @Inject
    EventHandler<AdapterWithdrawn> withdrawal;
    @Inject
    MixtureLedger ledger;

    RegistrationRaceTest() {
        super("shaker.fsd-updated");
    }

    @ParameterizedTest
    @CsvSource({ "lora,true", "lora,false", "pfeiffer,true" })
    void ofTwoRegistrationsOfOneDomainTheLaterTrainedIsCurrent(String method, boolean olderFirst) {
        // Given
        Envelope<TrainCompleted> older = trained(method, false, NOON);
        Envelope<TrainCompleted> newer = trained(method, true, NOON.plusSeconds(60));
        work(registration, sample.announcement(space, method, "posts"));
        work(registration, sample.announcement(space, method, "reviews"));

        // When
        race(registration, olderFirst ? older : newer, registration, olderFirst ? newer : older);

        // Then
        assertThat(outcome(newer)).isEqualTo(Outcome.REGISTERED);
        assertThat(outcome(older)).isEqualTo(olderFirst ? Outcome.REGISTERED : Outcome.SUPERSEDED);
        assertThat(nli(AdapterStatus.REGISTERED)).extracting(RegisteredAdapter::trainedAt)
                .containsExactly(newer.time());
        assertThat(nli(AdapterStatus.SUPERSEDED)).extracting(RegisteredAdapter::trainedAt)
                .containsExactly(older.time());
        assertThat(adapters.space(Named.space(space)).orElseThrow().generation()).isEqualTo(olderFirst ? 4 : 3);
        sumsAreThoseOfTheMatrix(3);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void theFirstTwoOfASpaceAreCountedAgainstEachOther(boolean inOrder) {
        Envelope<TrainCompleted> one = trained("lora", false, NOON);
        Envelope<TrainCompleted> other = sample.announcement(space, "lora", "posts");
        race(registration, inOrder ? one : other, registration, inOrder ? other : one);
        assertThat(adapters.current(Named.space(space))).extracting(adapter -> adapter.domain().name())
                .containsExactly("nli", "posts");
        assertThat(matrices.matrix(Named.space(space)).pair(0, 1)).isPresent();
        assertThat(adapters.space(Named.space(space)).orElseThrow().generation()).isEqualTo(2);
        sumsAreThoseOfTheMatrix(2);
    }

    @ParameterizedTest
    @CsvSource({ "true,true", "true,false", "false,true", "false,false" })
    void ofAWithdrawalAndARegistrationTheLaterWins(boolean withdrawnFirst, boolean trainedLater) {
        // Given
        work(registration, trained("lora", false, NOON));
        work(registration, sample.announcement(space, "lora", "posts"));
        work(registration, sample.announcement(space, "lora", "reviews"));
        Envelope<AdapterWithdrawn> withdrawn = new Envelope<>(UUID.randomUUID().toString(), "/tests",
                NOON.plusSeconds(60), new AdapterWithdrawn(space, "nli", null, null));
        Envelope<TrainCompleted> trained = trained("lora", true, NOON.plusSeconds(trainedLater ? 90 : 30));

        // When
        if (withdrawnFirst) {
            race(withdrawal, withdrawn, registration, trained);
        } else {
            race(registration, trained, withdrawal, withdrawn);
        }

        // Then
        assertThat(nli(AdapterStatus.REGISTERED)).extracting(RegisteredAdapter::trainedAt)
                .isEqualTo(trainedLater ? List.of(trained.time()) : List.of());
        assertThat(outcome(trained))
                .isEqualTo(withdrawnFirst && !trainedLater ? Outcome.WITHDRAWN : Outcome.REGISTERED);
        assertThat(outcome(withdrawn))
                .isEqualTo(!withdrawnFirst && trainedLater ? Outcome.REJECTED : Outcome.WITHDRAWN);
        sumsAreThoseOfTheMatrix(trainedLater ? 3 : 2);
    }

    @Test
    void twoWithdrawalsAreOne() {
        work(registration, trained("lora", false, NOON));
        work(registration, sample.announcement(space, "lora", "posts"));
        Envelope<AdapterWithdrawn> one = new Envelope<>(UUID.randomUUID().toString(), "/tests", NOON.plusSeconds(60),
                new AdapterWithdrawn(space, "nli", null, null));
        Envelope<AdapterWithdrawn> other = new Envelope<>(UUID.randomUUID().toString(), "/tests",
                NOON.plusSeconds(90), one.data());
        race(withdrawal, one, withdrawal, other);
        assertThat(outcome(one)).isEqualTo(Outcome.WITHDRAWN);
        assertThat(outcome(other)).isEqualTo(Outcome.UNCHANGED);
        assertThat(adapters.space(Named.space(space)).orElseThrow().generation()).isEqualTo(3);
        Envelope<TrainCompleted> between = trained("lora", true, NOON.plusSeconds(75));
        work(registration, between);
        assertThat(outcome(between)).isEqualTo(Outcome.WITHDRAWN);
        sumsAreThoseOfTheMatrix(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void aMixtureThatBecomesReadyWhileItsMemberIsSupersededIsStale(boolean readyFirst) {
        // Given
        work(registration, trained("pfeiffer", false, NOON));
        work(registration, sample.announcement(space, "pfeiffer", "posts"));
        MixtureRequested request = new MixtureRequested("race-" + space, space, explicit(List.of("nli", "posts"), null),
                null, null, null);
        QuarkusTransaction.requiringNew().run(() -> ledger.open(request, NOON));
        List<MixtureView.Member> members = adapters.current(Named.space(space)).stream()
                .map(adapter -> new MixtureView.Member(adapter.domain(), adapter.id())).toList();
        Runnable ready = () -> assertThat(ledger.ready(request.requestId(),
                new MixtureLedger.Ready(Named.mixture("m-" + space), 2, members, null, 0, "s3://shaker/m"), NOON))
                .isTrue();
        Envelope<TrainCompleted> newer = trained("pfeiffer", true, NOON.plusSeconds(60));

        // When
        if (readyFirst) {
            Race.of(point -> {
                ready.run();
                point.reached();
            }, () -> own(registration, newer));
        } else {
            Race.of(point -> {
                registration.handle(newer);
                point.reached();
            }, ready);
        }

        // Then
        MixtureView view = mixtures.byRequest(request.requestId()).orElseThrow();
        assertThat(view.status()).isEqualTo(MixtureStatus.READY);
        assertThat(view.stale()).isTrue();
    }

    /** The first is stopped before its commit, with all its locks. */
    private <A extends EventData, B extends EventData> void race(EventHandler<A> first, Envelope<A> one,
            EventHandler<B> second, Envelope<B> other) {
        Race.of(point -> {
            first.handle(one);
            point.reached();
        }, () -> own(second, other));
    }

    /** As a consumer calls it: in transactions of its own. */
    private static <T extends EventData> void own(EventHandler<T> handler, Envelope<T> event) {
        QuarkusTransaction.suspendingExisting().run(() -> work(handler, event));
    }

    private static <T extends EventData> void work(EventHandler<T> handler, Envelope<T> event) {
        try {
            handler.handle(event);
        } catch (ShakerException e) {
            assertThat(e.isTransient()).as(e.getMessage()).isFalse();
            handler.reject(event, e);
        }
    }

    private Outcome outcome(Envelope<?> event) {
        Announcement announcement = adapters.announcement(event.source(), event.id()).orElseThrow();
        return announcement.outcome();
    }

    private List<RegisteredAdapter> nli(AdapterStatus status) {
        return adapters.adapters(Named.space(space)).stream()
                .filter(adapter -> adapter.domain().name().equals("nli") && adapter.status() == status).toList();
    }
}
