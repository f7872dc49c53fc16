package dev.shaker.pipeline;

import java.time.Clock;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.EvaluationResult;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.Evaluator;
import dev.shaker.evaluation.LabelNames;
import dev.shaker.evaluation.RowFormat;
import dev.shaker.event.AccuracyMeasured;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.mixture.MixtureFiles;

/** Works evaluation requests: accuracy of an adapter alone, or of a mixture, on one domain's rows with its own head. */
@ApplicationScoped
public class EvaluationService implements EventHandler<EvaluationRequested> {
    private final AdapterCatalog adapters;
    private final MixtureLedger mixtures;
    private final EvaluationCatalog evaluations;
    private final EvaluationLedger ledger;
    private final AdapterStore store;
    private final VerifiedFiles verified;
    private final Evaluator evaluator;
    private final SweepWorker sweeps;
    private final EffectOnce effects;
    private final Outbox outbox;
    private final Clock clock;
    private final EvaluationSettings settings;

    EvaluationService(AdapterCatalog adapters, MixtureLedger mixtures, EvaluationCatalog evaluations,
            EvaluationLedger ledger, AdapterStore store, VerifiedFiles verified, Evaluator evaluator,
            SweepWorker sweeps,
            EffectOnce effects, Outbox outbox, Clock clock, EvaluationSettings settings) {
        this.adapters = adapters;
        this.mixtures = mixtures;
        this.evaluations = evaluations;
        this.ledger = ledger;
        this.store = store;
        this.verified = verified;
        this.evaluator = evaluator;
        this.sweeps = sweeps;
        this.effects = effects;
        this.outbox = outbox;
        this.clock = clock;
        this.settings = settings;
    }

    @Override
    public String consumer() {
        return "evaluation";
    }

    @Override
    public void handle(Envelope<EvaluationRequested> event) {
        EvaluationRequested request = event.data();
        if (effects.isDone(consumer(), event.identity())) {
            return;
        }
        if (request.shard() != null) {
            sweeps.work(consumer(), event, request.shard());
            return;
        }
        // Another request for the very same work may have brought the answer already.
        boolean known = evaluations.evaluation(request.evaluationId())
                .filter(view -> view.status() == EvaluationStatus.COMPLETED).isPresent();
        Optional<EvaluationResult> result = known ? Optional.empty() : Optional.of(evaluator.evaluate(job(request)));
        effects.apply(consumer(), event.identity(), () -> {
            result.ifPresent(found -> {
                ledger.request(request, null, clock.instant());
                ledger.completed(request.evaluationId(), found.correct(), found.total(), found.seconds(),
                        found.device(), clock.instant());
            });
            evaluations.evaluation(request.evaluationId()).ifPresent(view -> outbox.add(accuracy(view, null)));
            // A mixture that was quicker had to be told without its drop: it is told again.
            ledger.heldAgainst(request.evaluationId()).forEach(view -> outbox.add(accuracy(view, null)));
        });
    }

    @Override
    public void reject(Envelope<EvaluationRequested> event, ShakerException cause) {
        EvaluationRequested request = event.data();
        Failure failure = Failure.of(cause);
        if (request.shard() != null) {
            sweeps.reject(consumer(), event, request.shard(), failure);
            return;
        }
        effects.apply(consumer(), event.identity(), () -> {
            ledger.request(request, null, clock.instant());
            ledger.failed(request.evaluationId(), failure, clock.instant());
            evaluations.evaluation(request.evaluationId()).ifPresent(view -> outbox.add(accuracy(view, failure)));
        });
    }

    private EvaluationJob job(EvaluationRequested request) {
        RegisteredAdapter own = registered(request);
        DataLocation test = own.test();
        if (test == null) {
            throw new ShakerException(ErrorCode.DATA_FILE_INVALID, "domain '" + own.domain() + "' of space '"
                    + own.space() + "' has no test split: announce its adapter again with domain.test");
        }
        Adapter alone = verified.open(own);
        Head head = alone.head().orElseThrow(() -> new ShakerException(ErrorCode.HEAD_MISSING,
                own.location() + ": the adapter of domain '" + own.domain() + "' has no head"));
        String mixture = request.mixtureId();
        EvaluationJob.Member member = mixture == null
                ? new EvaluationJob.Member(own.id(), alone)
                : new EvaluationJob.Member(mixture, body(mixture));
        Integer limit = request.rowLimit();
        return new EvaluationJob(
                new EvaluationJob.BaseSource(own.baseModel().digest(), store.open(own.baseModel().location())),
                List.of(member), head,
                new EvaluationJob.Split(test.location() + "#" + test.digest(), ObjectAt.open(store, test.location()),
                        RowFormat.named(test.format()), new LabelNames(own.labels()), 0),
                new EvaluationJob.Limits(own.maxLength(), settings.batchSize(),
                        limit == null ? Integer.MAX_VALUE : limit, 0));
    }

    private RegisteredAdapter registered(EvaluationRequested request) {
        return adapters.byId(request.adapterId()).stream()
                .filter(adapter -> adapter.space().equals(request.space())
                        && adapter.domain().equals(request.domain()))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new ShakerException(ErrorCode.ADAPTER_UNKNOWN,
                        "space '" + request.space() + "' has no adapter " + request.adapterId() + " of domain '"
                                + request.domain() + "': register it with a train-completed event first"));
    }

    private Adapter body(String mixtureId) {
        String recipe = mixtures.stored(mixtureId)
                .orElseThrow(() -> new ShakerException(ErrorCode.MIXTURE_UNKNOWN,
                        "there is no mixture " + mixtureId + ": request it with a mixture-request event first"))
                .recipe();
        return MixtureFiles.body(store.open(recipe.substring(0, recipe.length() - MixtureFiles.RECIPE.length())));
    }

    /** The event that tells of an evaluation as it stands in the catalogue. */
    private AccuracyMeasured accuracy(EvaluationView view, @Nullable Failure failure) {
        Integer alone = view.aloneCorrect();
        Integer rows = view.rows();
        Double aloneAccuracy = alone == null || rows == null || rows == 0 ? null : (double) alone / rows;
        return new AccuracyMeasured(view.id(), view.space(), failure == null ? "completed" : "failed",
                view.mixtureId(), view.adapterId(), view.domain(), view.correct(), rows, view.accuracy(),
                aloneAccuracy, view.drop(), view.seconds(), view.device(), failure);
    }
}
