package dev.shaker.pipeline.evaluation;

import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.rows.LabelNames;
import dev.shaker.evaluation.rows.RowFormat;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.mixture.MixtureFiles;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.ObjectAt;
import dev.shaker.pipeline.VerifiedFiles;

/** Opens what an evaluation request names: base model, adapter or mixture, head and rows. */
@ApplicationScoped
public class EvaluationJobs {
    private final AdapterCatalog adapters;
    private final MixtureLedger mixtures;
    private final AdapterStore store;
    private final VerifiedFiles verified;
    private final EvaluationSettings settings;

    EvaluationJobs(AdapterCatalog adapters, MixtureLedger mixtures, AdapterStore store, VerifiedFiles verified,
            EvaluationSettings settings) {
        this.adapters = adapters;
        this.mixtures = mixtures;
        this.store = store;
        this.verified = verified;
        this.settings = settings;
    }

    EvaluationJob open(EvaluationRequested request) {
        RegisteredAdapter own = registered(request.space(), request.domain(), request.adapterId());
        Adapter alone = verified.open(own);
        String mixture = request.mixtureId();
        return target(own, alone, request).job(List.of(mixture == null
                ? new EvaluationJob.Member(own.id(), alone)
                : new EvaluationJob.Member(mixture, body(mixture))));
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
     * @param alone the same, opened
     * @throws ShakerException {@code DATA_FILE_INVALID}, {@code HEAD_MISSING}
     */
    public Target target(RegisteredAdapter own, Adapter alone, EvaluationRequested request) {
        DataLocation test = own.test();
        if (test == null) {
            throw new ShakerException(ErrorCode.DATA_FILE_INVALID, "domain '" + own.domain() + "' of space '"
                    + own.space() + "' has no test split: announce its adapter again with domain.test");
        }
        Head head = alone.head().orElseThrow(() -> new ShakerException(ErrorCode.HEAD_MISSING,
                own.location() + ": the adapter of domain '" + own.domain() + "' has no head"));
        Integer limit = request.rowLimit();
        Attack attack = Attacks.read(request.attack());
        return new Target(
                new EvaluationJob.BaseSource(own.baseModel().digest(), store.open(own.baseModel().location())), head,
                new EvaluationJob.Split(test.location() + "#" + test.digest(), ObjectAt.open(store, test.location()),
                        RowFormat.named(test.format()), new LabelNames(own.labels()), 0),
                new EvaluationJob.Limits(own.maxLength(), settings.batchSize(),
                        limit == null ? Integer.MAX_VALUE : limit, 0),
                attack, aids(attack));
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
    public RegisteredAdapter registered(String space, String domain, String adapterId) {
        return adapters.byId(adapterId).stream()
                .filter(adapter -> adapter.space().equals(space) && adapter.domain().equals(domain))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new ShakerException(ErrorCode.ADAPTER_UNKNOWN,
                        "space '" + space + "' has no adapter " + adapterId + " of domain '" + domain
                                + "': register it with a train-completed event first"));
    }

    private Adapter body(String mixtureId) {
        String recipe = mixtures.stored(mixtureId)
                .orElseThrow(() -> new ShakerException(ErrorCode.MIXTURE_UNKNOWN,
                        "there is no mixture " + mixtureId + ": request it with a mixture-request event first"))
                .recipe();
        return MixtureFiles.body(store.open(recipe.substring(0, recipe.length() - MixtureFiles.RECIPE.length())));
    }
}
