package dev.shaker.pipeline.mixture;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.Space;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.adapter.io.AdapterReader;
import dev.shaker.error.ShakerException;
import dev.shaker.event.MixtureRequested;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.LayeredFsd;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.Member;
import dev.shaker.mixture.Mixer;
import dev.shaker.mixture.MixtureOrder;
import dev.shaker.mixture.MixturePlan;
import dev.shaker.mixture.Recipe;
import dev.shaker.mixture.select.Distances;
import dev.shaker.mixture.select.Embeddings;
import dev.shaker.mixture.spec.Measure;
import dev.shaker.mixture.spec.MixtureSpec;
import dev.shaker.pipeline.MixtureLedger;
import dev.shaker.pipeline.SpaceView;
import dev.shaker.pipeline.SpaceView.Snapshot;

/** Chooses the members of a requested mixture and the layers to prune, without computing a tensor. */
@ApplicationScoped
public class MixturePlanning {
    private final SpaceView spaces;
    private final LayeredFsd layers;
    private final DomainTexts texts;
    private final MixtureLedger mixtures;
    private final AdapterStore store;
    private final UpdateSimilarities similarities;

    MixturePlanning(SpaceView spaces, LayeredFsd layers, DomainTexts texts, MixtureLedger mixtures,
            AdapterStore store, UpdateSimilarities similarities) {
        this.similarities = similarities;
        this.spaces = spaces;
        this.layers = layers;
        this.texts = texts;
        this.mixtures = mixtures;
        this.store = store;
    }

    /**
     * A request against the space as it stands.
     *
     * @param basis of the FSD that decides
     * @param measure that decides
     */
    record Ordered(Snapshot space, Basis basis, Measure measure, MixtureOrder order) {}

    /**
     * The dry run of a request.
     *
     * @param stored whether that mixture is in the store already
     */
    public record DryRun(Snapshot space, Basis basis, MixturePlan plan, boolean stored) {}

    /**
     * What a request would make: everything that can be refused is refused, short of reading the weights.
     *
     * @throws ShakerException as mixing itself would, {@code MERGE_METHOD_UNSUITABLE} among them
     */
    public DryRun dryRun(MixtureRequested request) {
        Ordered ordered = order(request);
        MixturePlan plan = checked(ordered);
        return new DryRun(ordered.space(), ordered.basis(), plan, mixtures.stored(plan.id()).isPresent());
    }

    /** The plan, whose members the merge method is known to fit. */
    MixturePlan checked(Ordered ordered) {
        MixturePlan plan = plan(ordered);
        // The merged body's shape is made from the members' headers, and not a weight is read before somebody asks for one.
        Mixer.body(plan.recipe(), member -> AdapterReader.open(store.open(member.location())));
        return plan;
    }

    Ordered order(MixtureRequested request) {
        MixtureSpec spec = MixtureSpecs.read(request);
        Space known = spaces.known(new SpaceName(request.space()));
        Basis basis = MixtureSpecs.basis(request, known.method(), spec);
        Measure measure = MixtureSpecs.measure(request, known.method(), spec);
        Snapshot space = candidates(request, spec, basis);
        List<Member> members = space.adapters().stream().map(adapter -> new Member(adapter.domain(), adapter.id(),
                adapter.location(), adapter.files(), adapter.labels())).toList();
        Embeddings embeddings = spec.selection().strategy().equals("similarity") && measure == Measure.FSD
                ? texts.of(space)
                : Embeddings.NONE;
        return new Ordered(space, basis, measure,
                new MixtureOrder(space.space().name(), space.space().generation(), space.space().baseModel().digest(),
                        space.space().method().wire(), space.matrix(),
                        (domain, others) -> layers.row(space.adapter(domain), space.some(others), basis), members, spec,
                        embeddings,
                        measure == Measure.FSD ? Optional.empty() : Optional.of(distances(space, measure))));
    }

    private FsdView distances(Snapshot space, Measure measure) {
        List<RegisteredAdapter> adapters = space.matrix().entries().stream().map(entry -> space.adapter(entry.domain()))
                .toList();
        return Distances.of(measure, space.matrix().entries(), similarities.ofCandidates(adapters));
    }

    /** What does nothing would agree with everybody and be everybody's best partner: only who names it gets it. */
    private Snapshot candidates(MixtureRequested request, MixtureSpec spec, Basis basis) {
        Snapshot all = spaces.of(new SpaceName(request.space()), basis);
        List<DomainName> targets = DomainName.all(request.select().targets());
        spaces.checkNamed(all, DomainName.all(request.select().members()));
        spaces.checkNamed(all, targets);
        if (request.evaluate() != null) {
            spaces.checkNamed(all, DomainName.all(request.evaluate().domains()));
        }
        if (spec.selection().strategy().equals("explicit")) {
            return all;
        }
        Set<DomainName> inert = all.adapters().stream().filter(RegisteredAdapter::inert).map(RegisteredAdapter::domain)
                .filter(domain -> !targets.contains(domain)).collect(Collectors.toSet());
        return inert.isEmpty() ? all : all.without(inert);
    }

    /** The plan; its recipe says in which basis the scores were counted. */
    static MixturePlan plan(Ordered ordered) {
        MixturePlan plan = Mixer.plan(ordered.order());
        Recipe recipe = plan.recipe();
        ObjectNode scores = recipe.scores().deepCopy();
        scores.put("basis", ordered.basis().wire());
        if (ordered.measure() != Measure.FSD) {
            scores.put("measure", ordered.measure().wire());
        }
        return new MixturePlan(plan.selected(),
                new Recipe(recipe.algorithm(), recipe.space(), recipe.generation(), recipe.baseModel(),
                        recipe.adapterMethod(), recipe.members(), recipe.spec(), scores, recipe.results()));
    }
}
