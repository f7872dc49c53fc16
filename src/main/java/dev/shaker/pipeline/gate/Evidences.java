package dev.shaker.pipeline.gate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.EvaluationInput;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.gate.Evidence;
import dev.shaker.gate.GatedMixture;
import dev.shaker.gate.Policy;
import dev.shaker.gate.Side;
import dev.shaker.identity.MixtureId;
import dev.shaker.pipeline.evaluation.EvaluationInputs;
import dev.shaker.pipeline.evaluation.EvaluationJobs;
import dev.shaker.pipeline.guided.SearchedRows;

/**
 * What was measured of a mixture and of its members alone, as far as a policy asks. Of several evaluations of one domain under one
 * attack, which can differ in how many rows they take, the one on most rows counts, and is waited for. An evaluation's id tells everything that decides
 * its numbers: one that is not what would be measured today is of no use.
 */
@ApplicationScoped
public class Evidences {
    private final EvaluationCatalog evaluations;
    private final EvaluationInputs inputs;
    private final EvaluationJobs jobs;
    private final SearchedRows searched;

    Evidences(EvaluationCatalog evaluations, EvaluationInputs inputs, EvaluationJobs jobs, SearchedRows searched) {
        this.searched = searched;
        this.evaluations = evaluations;
        this.inputs = inputs;
        this.jobs = jobs;
    }

    /** By domain, then rows as they are and the policy's attacks in their order. */
    public List<Evidence> of(GatedMixture mixture, Policy policy) {
        List<EvaluationView> measured = evaluations.ofMixture(mixture.id()).stream()
                .filter(view -> view.space().equals(mixture.space())).toList();
        List<Evidence> all = new ArrayList<>();
        for (GatedMixture.Part member : mixture.members()) {
            if (policy.exclude().contains(member.domain())) {
                continue;
            }
            RegisteredAdapter own = jobs.registered(mixture.space(), member.domain(), member.adapterId());
            BitSet chosenBy = chosenBy(mixture, own);
            all.add(evidence(mixture.id(), own, new Attack.None(), measured).chosenBy(chosenBy));
            policy.attacks().forEach(
                    under -> all.add(evidence(mixture.id(), own, under.attack(), measured).chosenBy(chosenBy)));
        }
        return all;
    }

    private BitSet chosenBy(GatedMixture mixture, RegisteredAdapter own) {
        return inputs.of(own, null, null, new Attack.None())
                .map(input -> searched.of(mixture.space(),
                        mixture.members().stream().map(GatedMixture.Part::adapterId).toList(), own.id(), input.id()))
                .orElseGet(BitSet::new);
    }

    private Evidence evidence(MixtureId mixture, RegisteredAdapter own, Attack attack, List<EvaluationView> measured) {
        if (own.test() == null || own.isMeasuredOutside() && !(attack instanceof Attack.None)) {
            Side none = new Side.Useless(Optional.empty(), Side.Why.NOT_EVALUATED, own.test() == null
                    ? "domain '" + own.domain() + "' has no test split: announce its adapter again with domain.test, or"
                            + " exclude it from the policy"
                    : "domain '" + own.domain() + "' is measured outside, where nobody attacks: exclude it from the"
                            + " policy, or ask for no attack");
            return new Evidence(own.domain(), attack, none, none);
        }
        List<EvaluationView> asked = measured.stream().filter(view -> view.domain().equals(own.domain())
                && view.adapterId().equals(own.id()) && attackOf(view).equals(attack)).toList();
        List<EvaluationView> valid = asked.stream().filter(view -> inputs.of(own, mixture, view.rowLimit(), attack)
                .filter(input -> input.id().equals(view.id())).isPresent()).toList();
        if (valid.isEmpty() && !asked.isEmpty()) {
            Side changed = new Side.Useless(Optional.of(asked.getLast().id()), Side.Why.DATA_CHANGED,
                    "evaluation " + asked.getLast().id() + " of domain '" + own.domain() + "' was measured with other"
                            + " labels, rows, base model, precision or engine than there are now: ask for it again,"
                            + " POST /api/v1/spaces/" + own.space() + "/evaluations");
            return new Evidence(own.domain(), attack, aloneOf(own, asked.getLast().rowLimit(), attack), changed);
        }
        Optional<EvaluationView> best = valid.stream().max(Comparator.comparing(this::isOfUse)
                .thenComparingInt(view -> Objects.requireNonNullElse(view.rowLimit(), Integer.MAX_VALUE))
                .thenComparing(EvaluationView::id));
        Integer limit = best.map(EvaluationView::rowLimit).orElse(null);
        return new Evidence(own.domain(), attack, aloneOf(own, limit, attack),
                side(inputs.of(own, mixture, limit, attack).orElseThrow(), best, mixture));
    }

    /** One that can be compared now or once it is measured. */
    private boolean isOfUse(EvaluationView view) {
        return switch (view.status()) {
            case COMPLETED -> outcomes(view).isPresent();
            case REQUESTED -> true;
            case FAILED -> false;
        };
    }

    private Side aloneOf(RegisteredAdapter own, @Nullable Integer rowLimit, Attack attack) {
        EvaluationInput input = inputs.of(own, null, rowLimit, attack).orElseThrow();
        return side(input, evaluations.evaluation(input.id()), null);
    }

    private Side side(EvaluationInput input, Optional<EvaluationView> found, @Nullable MixtureId mixture) {
        String what = (mixture == null ? "the adapter of domain '" : "the mixture on domain '") + input.domain() + "'"
                + (input.attack() instanceof Attack.None ? "" : " under attack");
        String ask = ": POST /api/v1/spaces/" + input.space() + "/evaluations {\"domain\": \"" + input.domain() + "\""
                + (mixture == null ? "" : ", \"mixtureId\": \"" + mixture + "\"")
                + (input.rowLimit() == Integer.MAX_VALUE ? "" : ", \"rowLimit\": " + input.rowLimit());
        if (found.isEmpty()) {
            return new Side.Useless(Optional.of(input.id()), Side.Why.EVALUATION_MISSING,
                    what + " was not measured, ask for it" + ask + "}");
        }
        EvaluationView view = found.get();
        return switch (view.status()) {
            case REQUESTED -> new Side.UnderWay(view.id());
            case FAILED -> new Side.Useless(Optional.of(view.id()), Side.Why.EVALUATION_FAILED, what
                    + " could not be measured (" + view.errorCode() + ": " + view.errorMessage()
                    + "), mend that and ask again" + ask + "}");
            case COMPLETED -> outcomes(view).<Side>map(outcomes -> new Side.Measured(view.id(),
                    Side.RowSet.of(input, Objects.requireNonNullElse(view.engine(), "")), outcomes))
                    .orElseGet(() -> new Side.Useless(Optional.of(view.id()), Side.Why.EVALUATION_ROWS_MISSING, what
                            + " was measured without keeping which rows were right, measure it anew" + ask
                            + ", \"refresh\": true}"));
        };
    }

    private Optional<RowOutcomes> outcomes(EvaluationView view) {
        return evaluations.rows(view.id())
                .flatMap(rows -> view.underAttack() == null ? Optional.of(rows.plain()) : rows.underAttack());
    }

    private static Attack attackOf(EvaluationView view) {
        EvaluationView.UnderAttack under = view.underAttack();
        return under == null ? new Attack.None() : under.attack();
    }
}
