package dev.shaker.pipeline.evaluation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationInput;
import dev.shaker.evaluation.EvaluationSubject;
import dev.shaker.identity.MixtureId;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.ObjectAt;
import dev.shaker.pipeline.ServedModels;
import dev.shaker.tensor.Sha256;

/** Makes the inputs of evaluations: here and nowhere else, whoever asks for one and whoever works it. */
@ApplicationScoped
public class EvaluationInputs {
    private final MixtureLedger mixtures;
    private final AdapterStore store;
    private final EvaluationSettings settings;
    private final ServedModels served;

    EvaluationInputs(MixtureLedger mixtures, AdapterStore store, EvaluationSettings settings,
            ServedModels served) {
        this.served = served;
        this.mixtures = mixtures;
        this.store = store;
        this.settings = settings;
    }

    /**
     * @param own the adapter of the domain whose rows are classified: a mixture's own member where the domain is one of its
     * @param mixtureId null for the adapter alone
     * @return empty where the domain has no test split
     */
    public Optional<EvaluationInput> of(RegisteredAdapter own, @Nullable MixtureId mixtureId,
            @Nullable Integer rowLimit,
            Attack attack) {
        DataLocation test = own.test();
        if (test == null) {
            return Optional.empty();
        }
        Optional<String> engine = own.isMeasuredOutside() ? Optional.empty() : served.engine(own.baseModel());
        String baseFiles = own.baseModel().files();
        return Optional.of(new EvaluationInput(own.space(), own.baseModel().digest(),
                baseFiles == null ? "" : baseFiles,
                mixtureId == null
                        ? new EvaluationSubject.Single(own.id())
                        : new EvaluationSubject.Mixture(mixtureId),
                own.domain(),
                mixtureId != null && isMember(mixtureId, own) ? EvaluationInput.ARTEFACT : head(own), own.labels(),
                test.digest(), test.format(), own.maxLength(), rowLimit == null ? Integer.MAX_VALUE : rowLimit,
                test.badRows(),
                attack, aids(attack), engine.isPresent() ? "" : settings.precision(), test.prompt(),
                engine.orElse("")));
    }

    /** Whether the artefact holds a head for that adapter's domain, made of that adapter. */
    boolean isMember(MixtureId mixtureId, RegisteredAdapter adapter) {
        return mixtures.stored(mixtureId).stream().flatMap(stored -> stored.members().stream())
                .anyMatch(member -> member.equals(new MixtureView.Member(adapter.domain(), adapter.id())));
    }

    private static String head(RegisteredAdapter own) {
        Sha256 head = new Sha256();
        own.files().forEach((file, digest) -> head.update(file).update(digest));
        return head.hex();
    }

    /** What an attack reads besides may be gigabytes: the store's tags tell their content. */
    private List<String> aids(Attack attack) {
        List<String> aids = new ArrayList<>();
        if (attack instanceof Attack.TextFooler fooler) {
            fooler.wordVectors().ifPresent(
                    location -> aids.add(ObjectAt.at(store, location, FileSet::tag).orElse("")));
            fooler.encoder()
                    .ifPresent(location -> aids.add(new Sha256().update(store.open(location).fingerprint()).hex()));
        }
        return aids;
    }
}
