package dev.shaker.db;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.evaluation.sweep.SweepCatalog;
import dev.shaker.evaluation.sweep.SweepStatus;
import dev.shaker.evaluation.sweep.SweepTable;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.event.GuidedRequested;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.SweepRequested;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.guided.Priors;
import dev.shaker.kafka.ProbeProfile;
import dev.shaker.mixture.MixtureCatalog;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.EvaluationLedger;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.SweepLedger;
import dev.shaker.pipeline.guided.Measurement;
import dev.shaker.pipeline.guided.SearchCatalog;
import dev.shaker.pipeline.guided.SearchLedger;
import dev.shaker.pipeline.guided.SearchPlan;
import dev.shaker.pipeline.guided.SearchStatus;
import dev.shaker.pipeline.guided.SearchView;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** What changes is decided on what the row is once nobody else can change it. */
@QuarkusTest
@TestProfile(ProbeProfile.class)
class LifeCycleRaceTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final Failure FAILURE = Failure.of(new ShakerException(ErrorCode.DATA_FILE_INVALID, "no rows"));

    private static final float[] LOGITS = { 1, -1, 0.5f, 2, 3, -0.25f, 0, 1e-7f };

    @Inject
    SweepLedger ledger;
    @Inject
    SweepCatalog sweeps;
    @Inject
    MixtureLedger mixtures;
    @Inject
    MixtureCatalog mixtureViews;
    @Inject
    EvaluationLedger evaluations;
    @Inject
    EvaluationCatalog evaluationViews;

    @Inject
    SearchLedger searches;
    @Inject
    SearchCatalog searchViews;

    private final String id = "race-" + UUID.randomUUID();

    @Test
    void partsOfASearchThatCompleteTogetherAndDuringAPauseAreAllCounted() {
        QuarkusTransaction.requiringNew().run(() -> {
            searches.open(search(), NOW);
            assertThat(searches.planned(id, searchPlan(), NOW)).isTrue();
            assertThat(searches.asked(id, 0, parts("a", "b", "c"), List.of())).isTrue();
        });
        Race.of(point -> {
            assertThat(searchViews.search(id)).isPresent();
            point.reached();
            measured("a", 0);
        }, () -> measured("b", 1));
        Race.of(point -> {
            assertThat(searchViews.search(id)).isPresent();
            point.reached();
            searches.pause(id);
        }, () -> measured("c", 2));

        SearchView view = searchViews.search(id).orElseThrow();
        assertThat(view.status()).isEqualTo(SearchStatus.PAUSED);
        assertThat(view.progress().isMeasured()).isTrue();
        assertThat(view.progress().measured()).isEqualTo(12);
        assertThat(searches.measurements(id, 1, 1)).extracting(Measurement::from).containsExactly(0, 4, 8);
        assertThat(searches.measurements(id, 1, 1).getFirst()).usingRecursiveComparison()
                .isEqualTo(new Measurement(0, List.of(0, 1), 0, RowOutcomes.ofDigits("0110"), LOGITS));
        QuarkusTransaction.requiringNew().run(() -> {
            assertThat(searches.asked(id, 1, parts("d"), List.of())).as("asked while it is paused").isFalse();
            assertThat(searches.shardDone(id, id + "a", part(0), NOW)).as("measured twice").isFalse();
            searches.resume(id, NOW);
        });
        AtomicInteger asked = new AtomicInteger();
        Race.of(point -> {
            assertThat(searchViews.search(id)).isPresent();
            point.reached();
            asked.addAndGet(searches.asked(id, 1, parts("d"), List.of()) ? 1 : 0);
        }, () -> asked.addAndGet(searches.asked(id, 1, parts("d"), List.of()) ? 1 : 0));
        assertThat(asked).as("two steps at one time").hasValue(1);
        assertThat(searches.plan(id).orElseThrow()).usingRecursiveComparison().isEqualTo(searchPlan());
    }

    private void measured(String shard, int place) {
        assertThat(searches.shardDone(id, id + shard, part(4 * place), NOW)).isTrue();
    }

    private static SearchLedger.Done part(int from) {
        return new SearchLedger.Done(
                List.of(new Measurement(0, List.of(0, 1), from, RowOutcomes.ofDigits("0110"), LOGITS)), 1, "cpu");
    }

    private List<SearchLedger.Shard> parts(String... shards) {
        return Arrays.stream(shards).map(shard -> new SearchLedger.Shard(asked(id + shard), 4)).toList();
    }

    private GuidedRequested search() {
        return new GuidedRequested(id, "race", "best", List.of(new GuidedRequested.Target("x", BigDecimal.ONE)), null,
                null, null, List.of(), List.of(), List.of(), null, null, null, 7L);
    }

    private static SearchPlan searchPlan() {
        return new SearchPlan(
                List.of(new SearchPlan.Candidate(Named.domain("x"), Named.adapter("1")),
                        new SearchPlan.Candidate(Named.domain("y"), Named.adapter("2"))),
                List.of(new SearchPlan.Target(0, 2, Named.evaluation("e"), 3, new int[]{ 0, 2, 1, 0 })), 5, 1000, 1, 2,
                new Priors(new double[][]{ { 0, 0.25 }, { 0.5, 0 } }),
                Optional.of(new Priors(new double[][]{ { 0, 0.75 }, { 1, 0 } })));
    }

    @Test
    void aShardThatCompletesDuringAPauseIsNotLost() {
        planned();
        Race.of(point -> {
            assertThat(sweeps.sweep(id)).isPresent();
            point.reached();
            ledger.pause(id);
        }, () -> complete("a"));
        assertThat(view().status()).isEqualTo(SweepStatus.PAUSED);
        assertThat(view().shardsDone()).isEqualTo(1);
        assertThat(view().done()).isEqualTo(2);

        QuarkusTransaction.requiringNew().run(() -> ledger.resume(id, NOW));
        QuarkusTransaction.requiringNew().run(() -> complete("b"));
        assertThat(view().status()).isEqualTo(SweepStatus.COMPLETED);
    }

    @Test
    void theLastShardThatCompletesDuringAPauseEndsTheSweep() {
        planned();
        QuarkusTransaction.requiringNew().run(() -> complete("a"));
        Throwable refused = catchThrowable(() -> Race.of(point -> {
            assertThat(sweeps.sweep(id)).isPresent();
            point.reached();
            ledger.pause(id);
        }, () -> complete("b")));
        assertThat(refused).hasRootCauseInstanceOf(ShakerException.class).rootCause()
                .extracting("code").isEqualTo(ErrorCode.SWEEP_ENDED);
        assertThat(view().status()).isEqualTo(SweepStatus.COMPLETED);
    }

    @Test
    void twoShardsThatCompleteTogetherAreBothCounted() {
        planned();
        Race.of(point -> {
            assertThat(sweeps.sweep(id)).isPresent();
            point.reached();
            complete("a");
        }, () -> complete("b"));
        assertThat(view().shardsDone()).isEqualTo(2);
        assertThat(view().status()).isEqualTo(SweepStatus.COMPLETED);
    }

    @Test
    void aSweepThatIsCancelledWhileItIsPlannedStaysCancelled() {
        QuarkusTransaction.requiringNew().run(() -> ledger.open(sweep(), NOW));
        AtomicInteger sent = new AtomicInteger();
        Race.of(point -> {
            assertThat(sweeps.sweep(id)).isPresent();
            point.reached();
            sent.set(ledger.planned(id, plan(), shards(), NOW) ? 2 : 0);
        }, () -> ledger.cancel(id, NOW));
        assertThat(view().status()).isEqualTo(SweepStatus.CANCELLED);
        assertThat(sent).hasValue(0);
    }

    @Test
    void aShardThatFailsLeavesTheOthersToGoOnAndIsTriedAgainWhenTheSweepIsResumed() {
        planned();
        QuarkusTransaction.requiringNew()
                .run(() -> assertThat(ledger.shardFailed(id, id + "a", FAILURE, NOW)).isTrue());
        assertThat(view().status()).isEqualTo(SweepStatus.RUNNING);
        assertThat(ledger.isWanted(id, id + "b")).isTrue();
        QuarkusTransaction.requiringNew().run(() -> complete("b"));
        assertThat(view().status()).isEqualTo(SweepStatus.FAILED);
        assertThat(view().shardsFailed()).isEqualTo(1);
        assertThat(view().errorCode()).isEqualTo("data-file-invalid");

        QuarkusTransaction.requiringNew().run(() -> ledger.resume(id, NOW));
        assertThat(QuarkusTransaction.requiringNew().call(() -> ledger.unfinished(id))).hasSize(1);
        QuarkusTransaction.requiringNew().run(() -> complete("a"));
        assertThat(view().status()).isEqualTo(SweepStatus.COMPLETED);
        assertThat(view().shardsFailed()).isZero();
        assertThat(view().errorCode()).isNull();
    }

    @Test
    void aShardThatIsRejectedWhileItCompletesStaysDone() {
        planned();
        Race.of(point -> {
            assertThat(sweeps.sweep(id)).isPresent();
            point.reached();
            assertThat(ledger.shardFailed(id, id + "a", FAILURE, NOW)).isFalse();
        }, () -> complete("a"));
        assertThat(view().shardsDone()).isEqualTo(1);
        assertThat(view().shardsFailed()).isZero();
    }

    @Test
    void theErrorOfAShardIsKeptThroughAPause() {
        planned();
        QuarkusTransaction.requiringNew().run(() -> {
            assertThat(ledger.shardFailed(id, id + "a", FAILURE, NOW)).isTrue();
            ledger.pause(id);
        });
        assertThat(view().errorCode()).isEqualTo("data-file-invalid");
        QuarkusTransaction.requiringNew().run(() -> complete("b"));
        assertThat(view().status()).isEqualTo(SweepStatus.FAILED);
        assertThat(view().errorCode()).isEqualTo("data-file-invalid");
    }

    @Test
    void aSecondRequestThatCannotBePlannedLeavesTheSweepRunning() {
        planned();
        QuarkusTransaction.requiringNew().run(() -> ledger.failed(id, FAILURE, NOW));
        assertThat(view().status()).isEqualTo(SweepStatus.RUNNING);
    }

    @Test
    void aSweepWithoutAPlanIsOnlyCancelled() {
        QuarkusTransaction.requiringNew().run(() -> ledger.open(sweep(), NOW));
        ShakerException refused = catchThrowableOfType(ShakerException.class,
                () -> QuarkusTransaction.requiringNew().run(() -> ledger.pause(id)));
        assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
        assertThat(refused.details()).containsEntry("sweep", id);
        QuarkusTransaction.requiringNew().run(() -> ledger.cancel(id, NOW));
        QuarkusTransaction.requiringNew().run(() -> ledger.cancel(id, NOW));
        assertThat(view().status()).isEqualTo(SweepStatus.CANCELLED);
    }

    private static EvaluationResult result(String rows, String device) {
        return new EvaluationResult(RowOutcomes.ofDigits(rows), 0, 1, device, List.of());
    }

    @Test
    void whatWasMeasuredMeanwhileIsNotOverwritten() {
        QuarkusTransaction.requiringNew().run(() -> evaluations.request(evaluation(id), null, false, NOW));
        Race.of(point -> {
            assertThat(evaluationViews.evaluation(Named.evaluation(id))).isPresent();
            point.reached();
            assertThat(evaluations.completed(Named.evaluation(id), result("0101", "gpu"),
                    NOW)).isFalse();
        }, () -> evaluations.completed(Named.evaluation(id), result("1101", "cpu"), NOW));
        assertThat(evaluationViews.evaluation(Named.evaluation(id)).orElseThrow().correct()).isEqualTo(3);
        assertThat(evaluationViews.rows(Named.evaluation(id)).orElseThrow().plain().digits()).isEqualTo("1101");
        QuarkusTransaction.requiringNew()
                .run(() -> assertThat(evaluations.request(evaluation(id), null, true, NOW)).isTrue());
        assertThat(evaluationViews.rows(Named.evaluation(id))).isEmpty();
        QuarkusTransaction.requiringNew().run(() -> assertThat(
                evaluations.completed(Named.evaluation(id), result("0101", "gpu"), NOW))
                .isTrue());
        assertThat(evaluationViews.evaluation(Named.evaluation(id)).orElseThrow().correct()).isEqualTo(2);
    }

    @Test
    void whatASweepRestsOnIsKeptWithIt() {
        planned();
        assertThat(ledger.matrix(id).orElseThrow().pair(0, 1)).contains(PairConflicts.sums(1, 2, 4));
        assertThat(view().leftOut()).extracting(one -> one.domain().name()).containsExactly("z");
    }

    @Test
    void aRequestThatComesTwiceAtOnceIsOneRequest() {
        Race.of(point -> {
            mixtures.open(mixture("greedy"), NOW);
            point.reached();
        }, () -> mixtures.open(mixture("greedy"), NOW));
        assertThat(mixtureViews.byRequest(id)).isPresent();

        Race.of(point -> {
            ledger.open(sweep(), NOW);
            point.reached();
        }, () -> ledger.open(sweep(), NOW));
        assertThat(view().status()).isEqualTo(SweepStatus.REQUESTED);
    }

    @Test
    void anIdThatWasGivenToAnotherRequestIsAConflict() {
        QuarkusTransaction.requiringNew().run(() -> mixtures.open(mixture("greedy"), NOW));
        QuarkusTransaction.requiringNew().run(() -> mixtures.open(mixture("greedy"), NOW));
        ShakerException refused = catchThrowableOfType(ShakerException.class,
                () -> QuarkusTransaction.requiringNew().run(() -> mixtures.open(mixture("paper"), NOW)));
        assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_CONFLICT);
        assertThat(refused).hasMessageContaining(id).hasMessageContaining("another id");
    }

    @Test
    void aMixtureRequestHasExactlyOneOutcome() {
        QuarkusTransaction.requiringNew().run(() -> mixtures.open(mixture("greedy"), NOW));
        AtomicInteger told = new AtomicInteger();
        Race.of(point -> {
            assertThat(mixtureViews.byRequest(id)).isPresent();
            point.reached();
            told.addAndGet(mixtures.failed(id, FAILURE, NOW) ? 1 : 0);
        }, () -> told.addAndGet(mixtures.ready(id, ready(), NOW) ? 1 : 0));
        assertThat(told).hasValue(1);
        assertThat(mixtureViews.byRequest(id).orElseThrow().status()).isEqualTo(MixtureStatus.READY);
        assertThat(mixtureViews.byRequest(id).orElseThrow().errorCode()).isNull();
    }

    @Test
    void aFailedRequestThatIsPutBackIsWorkedOnceMore() {
        QuarkusTransaction.requiringNew().run(() -> mixtures.open(mixture("greedy"), NOW));
        QuarkusTransaction.requiringNew().run(() -> mixtures.failed(id, FAILURE, NOW));
        assertThat(mixtures.isSettled(id)).isTrue();
        QuarkusTransaction.requiringNew().run(() -> mixtures.reopen(id));
        assertThat(mixtures.isSettled(id)).isFalse();
        QuarkusTransaction.requiringNew().run(() -> assertThat(mixtures.ready(id, ready(), NOW)).isTrue());
        QuarkusTransaction.requiringNew().run(() -> mixtures.reopen(id));
        assertThat(mixtureViews.byRequest(id).orElseThrow().status()).isEqualTo(MixtureStatus.READY);
    }

    @Test
    void anEvaluationThatCompletesWhileItIsRejectedStaysCompleted() {
        QuarkusTransaction.requiringNew().run(() -> evaluations.request(evaluation(id), null, false, NOW));
        Race.of(point -> {
            assertThat(evaluationViews.evaluation(Named.evaluation(id))).isPresent();
            point.reached();
            assertThat(evaluations.failed(Named.evaluation(id), FAILURE, NOW)).isFalse();
        }, () -> evaluations.completed(Named.evaluation(id), result("1101", "cpu"), NOW));
        assertThat(evaluationViews.evaluation(Named.evaluation(id)).orElseThrow().status())
                .isEqualTo(EvaluationStatus.COMPLETED);
        assertThat(evaluationViews.evaluation(Named.evaluation(id)).orElseThrow().errorCode()).isNull();
    }

    @Test
    void anEvaluationThatIsAskedForTwiceAtOnceIsSentOnce() {
        AtomicInteger sent = new AtomicInteger();
        Race.of(point -> {
            sent.addAndGet(evaluations.request(evaluation(id), null, false, NOW) ? 1 : 0);
            point.reached();
        }, () -> sent.addAndGet(evaluations.request(evaluation(id), null, false, NOW) ? 1 : 0));
        assertThat(sent).hasValue(1);
    }

    private SweepView view() {
        return sweeps.sweep(id).orElseThrow();
    }

    private void planned() {
        QuarkusTransaction.requiringNew().run(() -> {
            ledger.open(sweep(), NOW);
            assertThat(ledger.planned(id, plan(), shards(), NOW)).isTrue();
        });
    }

    private void complete(String shard) {
        long subset = shard.equals("a") ? 1 : 2;
        assertThat(ledger.completed(id, id + shard, BigDecimal.ZERO,
                List.of(new SweepTable.Score(subset, 0, 1, 2, null)), 1, "cpu", NOW)).isTrue();
    }

    private SweepRequested sweep() {
        return new SweepRequested(id, "race", List.of(), List.of(), null, null, List.of(), null, null);
    }

    private static SweepLedger.Plan plan() {
        return new SweepLedger.Plan(
                List.of(new SweepView.Member(Named.domain("x"), Named.adapter("1")),
                        new SweepView.Member(Named.domain("y"), Named.adapter("2"))),
                List.of(new SweepView.LeftOut(Named.domain("z"), "head-missing", "no head")), 3, 1,
                FsdMatrix.builder().add(Named.domain("x"), Named.adapter("1"))
                        .add(Named.domain("y"), Named.adapter("2"))
                        .pair(Named.domain("x"), Named.domain("y"), PairConflicts.sums(1, 2, 4)).build());
    }

    private List<SweepLedger.Shard> shards() {
        return List.of(new SweepLedger.Shard(asked(id + "a"), 2), new SweepLedger.Shard(asked(id + "b"), 2));
    }

    private static EvaluationRequested evaluation(String id) {
        return asked(Named.evaluation(id).hex());
    }

    /** An evaluation or a shard, which has an id of another kind. */
    private static EvaluationRequested asked(String id) {
        return new EvaluationRequested(id, "race", null, Named.adapter("1").hex(), "x", "test",
                null);
    }

    private MixtureRequested mixture(String strategy) {
        return new MixtureRequested(id, "race",
                new MixtureRequested.Select(strategy, 2, List.of(), List.of(), null, null), null,
                new MixtureRequested.Merge("mean", Map.of("x", BigDecimal.ONE, "y", BigDecimal.TWO), Map.of()), null);
    }

    private static MixtureLedger.Ready ready() {
        return new MixtureLedger.Ready(Named.mixture("m"), 1,
                List.of(new MixtureView.Member(Named.domain("x"), Named.adapter("1"))), null, 0, "s3://shaker/m");
    }
}
