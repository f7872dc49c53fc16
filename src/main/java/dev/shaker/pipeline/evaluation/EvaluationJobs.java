package dev.shaker.pipeline.evaluation;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.Prompt;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationInput;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.ObjectAt;
import dev.shaker.pipeline.ServedModels;
import dev.shaker.pipeline.VerifiedFiles;

/** Opens what an evaluation request names: base model, adapter or mixture, head and rows. */
@ApplicationScoped
public class EvaluationJobs {
    private final AdapterCatalog adapters;
    private final EvaluationInputs inputs;
    private final MixtureLedger mixtures;
    private final AdapterStore store;
    private final VerifiedFiles verified;
    private final EvaluationSettings settings;
    private final ServedModels served;

    EvaluationJobs(AdapterCatalog adapters, EvaluationInputs inputs, MixtureLedger mixtures, AdapterStore store,
            VerifiedFiles verified,
            EvaluationSettings settings, ServedModels served) {
        this.served = served;
        this.adapters = adapters;
        this.inputs = inputs;
        this.mixtures = mixtures;
        this.store = store;
        this.verified = verified;
        this.settings = settings;
    }

    EvaluationJob open(EvaluationRequested request) {
        RegisteredAdapter own = registered(new SpaceName(request.space()), new DomainName(request.domain()),
                new AdapterId(request.adapterId()));
        MixtureId mixture = request.mixtureId() == null ? null : new MixtureId(request.mixtureId());
        EvaluationInput input = checkInput(own, mixture, new EvaluationId(request.evaluationId()), request);
        if (mixture == null) {
            Adapter alone = verified.open(own);
            return target(own, alone, request).job(List.of(new EvaluationJob.Member(own.id().hex(), alone)));
        }
        Adapter mixed = artefact(mixture, input, own.domain());
        return target(own, input.head().equals(EvaluationInput.ARTEFACT) ? mixed : verified.open(own), request)
                .job(List.of(new EvaluationJob.Member(mixture.hex(), mixed)));
    }

    /**
     * @param expected the id of the evaluation of that adapter alone when its sweep was planned
     * @throws ShakerException {@code DATA_CHANGED}
     */
    public void checkInput(RegisteredAdapter own, EvaluationId expected, EvaluationRequested request) {
        checkInput(own, null, expected, request);
    }

    private EvaluationInput checkInput(RegisteredAdapter own, @Nullable MixtureId mixture, EvaluationId expected,
            EvaluationRequested request) {
        EvaluationInput input = inputs.of(own, mixture, request.rowLimit(), Attacks.read(request.attack()))
                .orElseThrow(() -> noTest(own));
        if (!input.id().equals(expected)) {
            throw changed(own, expected, input);
        }
        return input;
    }

    /** Somebody described the domain otherwise, or this process measures otherwise, since this was asked for. */
    private static ShakerException changed(RegisteredAdapter own, EvaluationId expected, EvaluationInput input) {
        return new ShakerException(ErrorCode.DATA_CHANGED, "evaluation " + expected + " of domain '"
                + own.domain()
                + "' was asked for with other labels, rows, limits, base model files, aids, precision or engine than"
                + " those there are now (" + input.precision() + input.engine() + ", labels " + own.labels()
                + "): ask for it again; processes that ask and processes that measure must have the same"
                + " shaker.evaluation.precision and shaker.evaluation.server").with("expected", expected.hex())
                .with("found", input.id().hex());
    }

    private static ShakerException noTest(RegisteredAdapter own) {
        return new ShakerException(ErrorCode.DATA_FILE_INVALID, "domain '" + own.domain() + "' of space '"
                + own.space() + "' has no test split: announce its adapter again with domain.test");
    }

    /** An evaluation without its members: what all subsets on the rows of one domain share. */
    public record Target(EvaluationJob.BaseSource base, Head head, EvaluationJob.Split split,
            EvaluationJob.Limits limits,
            Attack attack, EvaluationJob.Aids aids) {
        public EvaluationJob job(List<EvaluationJob.Member> members) {
            return new EvaluationJob(base, members, head, split, limits, attack, aids);
        }
    }

    /**
     * @param own the adapter of the domain whose rows are classified
     * @param headed whose head classifies: the same, opened, or the mixture's artefact
     * @throws ShakerException {@code DATA_FILE_INVALID}, {@code HEAD_MISSING}
     */
    public Target target(RegisteredAdapter own, Adapter headed, EvaluationRequested request) {
        EvaluationJob.Split split = split(own);
        Prompt prompt = test(own).prompt();
        Head head = prompt != null
                ? Head.words(prompt, headed.head())
                : headed.head().orElseThrow(() -> new ShakerException(ErrorCode.HEAD_MISSING,
                        own.location() + ": the adapter of domain '" + own.domain() + "' has no head"));
        Integer limit = request.rowLimit();
        Attack attack = Attacks.read(request.attack());
        return new Target(
                base(own), head, split,
                new EvaluationJob.Limits(own.maxLength(), settings.batchSize(),
                        limit == null ? Integer.MAX_VALUE : limit, 0),
                attack, aids(attack));
    }

    /**
     * The test split of a domain, as it was registered.
     *
     * @throws ShakerException {@code DATA_FILE_INVALID} where it has none, {@code DATA_CHANGED}
     */
    public EvaluationJob.Split split(RegisteredAdapter own) {
        DataLocation test = test(own);
        return new EvaluationJob.Split(test.location() + "#" + test.digest() + "#" + test.badRows(),
                verified.object(test.location(), test.digest(), "the test split of domain '" + own.domain() + "'"),
                RowFormat.named(test.format()), new LabelNames(own.labels()), test.badRows());
    }

    private static DataLocation test(RegisteredAdapter own) {
        DataLocation test = own.test();
        if (test == null) {
            throw noTest(own);
        }
        return test;
    }

    /** Of a model that a server runs nothing is read here. */
    private EvaluationJob.BaseSource base(RegisteredAdapter own) {
        return served.model(own.baseModel()).map(model -> EvaluationJob.BaseSource.served(baseKey(own), model))
                .orElseGet(() -> new EvaluationJob.BaseSource(baseKey(own), verified.baseModel(own.baseModel())));
    }

    /** What an attack reads beside the rows, opened. */
    private EvaluationJob.Aids aids(Attack attack) {
        return attack instanceof Attack.TextFooler fooler
                ? new EvaluationJob.Aids(fooler.wordVectors().map(location -> ObjectAt.open(store, location)),
                        fooler.encoder().map(location -> {
                            FileSet files = store.open(location);
                            return new EvaluationJob.BaseSource(location + "#" + files.fingerprint(), files);
                        }))
                : EvaluationJob.Aids.NONE;
    }

    /** @throws ShakerException {@code ADAPTER_UNKNOWN} */
    public RegisteredAdapter registered(SpaceName space, DomainName domain, AdapterId adapterId) {
        return adapters.byId(adapterId).stream()
                .filter(adapter -> adapter.space().equals(space) && adapter.domain().equals(domain))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new ShakerException(ErrorCode.ADAPTER_UNKNOWN,
                        "space '" + space + "' has no adapter " + adapterId + " of domain '" + domain
                                + "': register it with a train-completed event first"));
    }

    /** A repaired tokenizer is another one to the evaluator, too. */
    private static String baseKey(RegisteredAdapter own) {
        String files = own.baseModel().files();
        return files == null ? own.baseModel().digest() : own.baseModel().digest() + "-" + files;
    }

    private Adapter artefact(MixtureId mixtureId, EvaluationInput input, DomainName domain) {
        String recipe = mixtures.stored(mixtureId)
                .orElseThrow(() -> new ShakerException(ErrorCode.MIXTURE_UNKNOWN,
                        "there is no mixture " + mixtureId + ": request it with a mixture-request event first"))
                .recipe();
        FileSet artefact = store.open(recipe.substring(0, recipe.length() - MixtureFiles.RECIPE.length()));
        return input.head().equals(EvaluationInput.ARTEFACT)
                ? MixtureFiles.open(artefact, domain)
                : MixtureFiles.body(artefact);
    }
}
