package dev.shaker.gate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import dev.shaker.Named;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.evaluation.paired.Finding;
import dev.shaker.gate.Side.RowSet;
import dev.shaker.identity.EvaluationId;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GateTest {
    private static final Attack NONE = new Attack.None();
    private static final Attack FGSM = new Attack.Fgsm(0.01);

    /** The first line of the reference table, as rows. */
    @Test
    void aDomainThatLosesFourPointsOfOneFails() {
        Verdict verdict = judge(new Policy(0.01), false, on("nli", NONE, 1000, 66, 25));

        assertThat(verdict.outcome()).isEqualTo(Finding.FAIL);
        assertThat(verdict.domains()).singleElement().satisfies(domain -> {
            assertThat(domain.measured().orElseThrow().counts().drop()).isEqualTo(0.041);
            assertThat(domain.reason()).contains("it loses more than the 1 points that are allowed");
            assertThat(domain.evaluations()).hasSize(2);
        });
        assertThat(verdict.summary()).isEqualTo("nli loses 4.1 points (2.3 to 6), 1 allowed; 0 of 1 check passes");
        assertThat(verdict.refusals()).isEmpty();
        assertThat(verdict.settled()).isTrue();
    }

    @Test
    void allDomainsAndAttacksMustPass() {
        Policy policy = with(List.of(new Policy.UnderAttack(FGSM, 0.05)));
        Evidence nli = on("nli", NONE, 1000, 40, 38);
        Evidence attacked = on("nli", FGSM, 1000, 40, 38);
        Evidence unclear = on("reviews", NONE, 500, 30, 12);

        assertThat(judge(policy, false, nli, attacked).outcome()).isEqualTo(Finding.PASS);
        assertThat(judge(policy, false, nli, attacked).summary()).isEqualTo("2 of 2 checks pass");
        Verdict verdict = judge(policy, false, nli, unclear);
        assertThat(verdict.outcome()).isEqualTo(Finding.INCONCLUSIVE);
        assertThat(verdict.domains().get(1).needsRows()).isEmpty();
        assertThat(verdict.domains().get(1).reason()).hasValueSatisfying(
                reason -> assertThat(reason).startsWith("no number of rows will do"));
        assertThat(judge(policy, false, on("nli", FGSM, 500, 60, 10)).outcome()).isEqualTo(Finding.FAIL);
    }

    @Test
    void rowsThatTheMixtureWasChosenByAreNoEvidence() {
        // Given: on the first 700 rows it is as good as alone, on the others it loses
        RowOutcomes alone = RowOutcomes.of(1000, row -> true);
        RowOutcomes mixed = RowOutcomes.of(1000, row -> row < 700 || row % 10 != 0);
        Evidence all = of(alone, mixed, 0);

        // When, then
        assertThat(judge(new Policy(0.05), false, all).outcome()).isEqualTo(Finding.PASS);
        Verdict chosen = judge(new Policy(0.05), false, of(alone, mixed, 700));
        assertThat(chosen.outcome()).isEqualTo(Finding.FAIL);
        assertThat(chosen.domains().getFirst().measured().orElseThrow().counts().rows()).isEqualTo(300);
        assertThat(chosen.domains().getFirst().measured().orElseThrow().mixedRight()).isEqualTo(270);
        assertThat(chosen.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.code()).isEqualTo("selection-rows");
            assertThat(refusal.message()).contains("by 700 of the 1000 rows", "300 are left");
        });
        assertThat(chosen.id()).isNotEqualTo(judge(new Policy(0.05), false, all).id());

        Verdict few = judge(new Policy(0.05), false, of(alone, mixed, 800));
        assertThat(few.outcome()).isEqualTo(Finding.INCONCLUSIVE);
        assertThat(few.refusals()).extracting(Verdict.Refusal::code).containsExactly("selection-rows", "rows-too-few");

        Verdict none = judge(new Policy(0.05), false, of(alone, mixed, 1000));
        assertThat(none.outcome()).isEqualTo(Finding.INCONCLUSIVE);
        assertThat(none.refusals()).singleElement().satisfies(
                refusal -> assertThat(refusal.message()).contains("none is left", "confirmShare"));
    }

    private static Evidence of(RowOutcomes alone, RowOutcomes mixed, int chosenBy) {
        Evidence all = on("nli", NONE, alone.rows(), 0, 0);
        BitSet rows = new BitSet();
        rows.set(0, chosenBy);
        return new Evidence(all.domain(), NONE, withOutcomes(all.alone(), alone), withOutcomes(all.mixed(), mixed),
                rows);
    }

    private static Side withOutcomes(Side side, RowOutcomes outcomes) {
        Side.Measured measured = (Side.Measured) side;
        return new Side.Measured(measured.evaluation(), measured.rows(), outcomes);
    }

    @Test
    void anInconclusiveDomainSaysHowManyRowsItTakes() {
        Verdict verdict = judge(new Policy(0.03), false, on("nli", NONE, 400, 30, 26));

        assertThat(verdict.outcome()).isEqualTo(Finding.INCONCLUSIVE);
        // .14 (1.6449 + .8416)^2 / (.03 - .01)^2
        assertThat(verdict.domains().getFirst().needsRows()).hasValue(2164);
        assertThat(verdict.summary()).contains("2164 rows needed");
        assertThat(judge(strict(), false, on("nli", NONE, 400, 30, 26)).outcome()).isEqualTo(Finding.FAIL);
    }

    /** Alone this drop fails at the level (p = .029); as one of four it cannot be named any more. */
    @Test
    void aDomainIsNamedAsFailingOnlyWhereHolmNamesIt() {
        Evidence worse = on("a", NONE, 1000, 44, 17);
        assertThat(judge(new Policy(0.012), false, worse).outcome()).isEqualTo(Finding.FAIL);

        Verdict verdict = judge(new Policy(0.012), false, worse, on("b", NONE, 1000, 0, 0), on("c", NONE, 1000, 0, 0),
                on("d", NONE, 1000, 0, 0));
        assertThat(verdict.outcome()).isEqualTo(Finding.INCONCLUSIVE);
        assertThat(verdict.domains()).extracting(Verdict.OnDomain::outcome).containsExactly(Finding.INCONCLUSIVE,
                Finding.PASS, Finding.PASS, Finding.PASS);
    }

    @Test
    void aStaleMixtureIsNotReleasedWhateverItsRowsSay() {
        Verdict verdict = judge(new Policy(0.03), true, on("nli", NONE, 1000, 0, 0));
        assertThat(verdict.outcome()).isEqualTo(Finding.FAIL);
        assertThat(codes(verdict)).containsExactly("mixture-stale");
        assertThat(verdict.summary()).startsWith("a member was superseded or withdrawn");
    }

    @Test
    void whatIsMissingIsNamed() {
        Evidence good = on("nli", NONE, 1000, 0, 0);
        Side mixed = good.mixed();
        Evidence missing = new Evidence(Named.domain("nli"), NONE, new Side.Useless(Optional.of(id("x")),
                Side.Why.EVALUATION_MISSING, "ask for it"), mixed);
        Evidence running = new Evidence(Named.domain("nli"), NONE, good.alone(), new Side.UnderWay(id("y")));

        Verdict verdict = judge(new Policy(0.03), false, missing);
        assertThat(verdict.outcome()).isEqualTo(Finding.INCONCLUSIVE);
        assertThat(codes(verdict)).containsExactly("evaluation-missing");
        assertThat(verdict.refusals().getFirst().message()).isEqualTo("ask for it");
        assertThat(verdict.settled()).isFalse();
        assertThat(verdict.summary()).isEqualTo("nli is not measured; 0 of 1 check passes");
        Verdict later = judge(new Policy(0.03), false, running);
        assertThat(codes(later)).containsExactly("evaluation-under-way");
        assertThat(later.underWay()).isTrue();
        assertThat(judge(new Policy(0.03), false).outcome()).isEqualTo(Finding.INCONCLUSIVE);
        assertThat(codes(judge(new Policy(0.03), false))).containsExactly("nothing-asked");
    }

    @Test
    void fewRowsAndOtherRowsShowNothing() {
        Verdict few = judge(new Policy(0.03), false, on("nli", NONE, 299, 0, 0));
        assertThat(few.outcome()).isEqualTo(Finding.INCONCLUSIVE);
        assertThat(codes(few)).containsExactly("rows-too-few");
        assertThat(few.domains().getFirst().needsRows()).hasValue(300);

        Evidence good = on("nli", NONE, 1000, 0, 0);
        Side.Measured alone = (Side.Measured) good.alone();
        for (RowSet other : List.of(rows("e".repeat(64), NONE, ""), rows("d".repeat(64), FGSM, ""),
                rows("d".repeat(64), NONE, "peer 1"))) {
            Verdict verdict = judge(new Policy(0.03), false, new Evidence(good.domain(), NONE,
                    new Side.Measured(alone.evaluation(), other, alone.outcomes()), good.mixed()));
            assertThat(verdict.outcome()).isEqualTo(Finding.INCONCLUSIVE);
            assertThat(codes(verdict)).containsExactly("rows-differ");
        }
        Verdict shorter = judge(new Policy(0.03), false, new Evidence(good.domain(), NONE,
                new Side.Measured(alone.evaluation(), alone.rows(), RowOutcomes.of(999, _ -> true)), good.mixed()));
        assertThat(codes(shorter)).containsExactly("rows-differ");
    }

    @Test
    void furtherLimitsCountAsDomainsDo() {
        Policy policy = new Policy(0.05, 0.95, new TreeMap<>(), new TreeSet<>(), List.of(), 300, false,
                Optional.of(0.001), new TreeMap<>(Map.of(Named.domain("nli"), 0.5)));
        Verdict verdict = judge(policy, false, on("nli", NONE, 1000, 20, 0), on("reviews", NONE, 1000, 20, 0));

        assertThat(verdict.domains()).extracting(Verdict.OnDomain::outcome).containsOnly(Finding.PASS);
        assertThat(verdict.also()).extracting(Verdict.Also::name, Verdict.Also::outcome).containsExactly(
                org.assertj.core.groups.Tuple.tuple("minAccuracy", Finding.PASS),
                org.assertj.core.groups.Tuple.tuple("meanDrop", Finding.FAIL));
        assertThat(verdict.outcome()).isEqualTo(Finding.FAIL);
        assertThat(verdict.summary()).startsWith("meanDrop is 2 points (1.4 to 2.6), limit 0.1");
    }

    @Test
    void theSameQuestionHasOneAnswerAndAnotherMeasurementIsAnotherQuestion() {
        Verdict once = judge(new Policy(0.03), false, on("nli", NONE, 1000, 3, 1));
        assertThat(judge(new Policy(0.03), false, on("nli", NONE, 1000, 3, 1))).isEqualTo(once);
        assertThat(Set.of(once.id(), judge(new Policy(0.03), false, on("nli", NONE, 1000, 3, 2)).id(),
                judge(new Policy(0.03), true, on("nli", NONE, 1000, 3, 1)).id(),
                new Gate(new Policy(0.03), "other").judge(mixture(false), List.of(on("nli", NONE, 1000, 3, 1))).id()))
                .hasSize(4);
    }

    @Test
    void aPolicyThatCannotBeMeantIsRefusedByField() {
        refused("maxDrop", () -> new Policy(-0.01));
        refused("maxDrop", () -> new Policy(1));
        refused("confidence", () -> new Policy(0.1, 0.5, new TreeMap<>(), new TreeSet<>(), List.of(), 300, false,
                Optional.empty(), new TreeMap<>()));
        refused("minRows", () -> new Policy(0.1, 0.9, new TreeMap<>(), new TreeSet<>(), List.of(), 0, false,
                Optional.empty(), new TreeMap<>()));
        refused("exclude", () -> new Policy(0.1, 0.9, new TreeMap<>(Map.of(Named.domain("nli"), 0.1)),
                new TreeSet<>(Set.of(Named.domain("nli"))), List.of(), 300, false, Optional.empty(), new TreeMap<>()));
        refused("attacks", () -> with(List.of(new Policy.UnderAttack(FGSM, 0.1), new Policy.UnderAttack(FGSM, 0.2))));
        refused("attacks", () -> new Policy.UnderAttack(NONE, 0.1));
    }

    private static void refused(String field, Runnable policy) {
        assertThatThrownBy(policy::run).isInstanceOfSatisfying(ShakerException.class, refused -> {
            assertThat(refused.code()).isEqualTo(ErrorCode.REQUEST_INVALID);
            assertThat(refused.details()).containsEntry("field", field);
        });
    }

    private static List<String> codes(Verdict verdict) {
        return verdict.refusals().stream().map(Verdict.Refusal::code).toList();
    }

    private static Policy with(List<Policy.UnderAttack> attacks) {
        return new Policy(0.03, 0.95, new TreeMap<>(), new TreeSet<>(), attacks, 300, false, Optional.empty(),
                new TreeMap<>());
    }

    private static Policy strict() {
        return new Policy(0.03, 0.95, new TreeMap<>(), new TreeSet<>(), List.of(), 300, true, Optional.empty(),
                new TreeMap<>());
    }

    private static Verdict judge(Policy policy, boolean stale, Evidence... evidence) {
        return new Gate(policy, "p".repeat(64)).judge(mixture(stale), List.of(evidence));
    }

    private static GatedMixture mixture(boolean stale) {
        return new GatedMixture(Named.space("mini"), Named.mixture("f".repeat(64)), new ArrayList<>(), stale);
    }

    /** Rows of which the first are right alone only, the next mixed only, the rest both. */
    private static Evidence on(String domain, Attack attack, int rows, int aloneOnly, int mixedOnly) {
        RowSet same = rows("d".repeat(64), attack, "");
        return new Evidence(Named.domain(domain), attack,
                new Side.Measured(id("alone" + domain + attack), same,
                        RowOutcomes.of(rows, row -> row < aloneOnly || row >= aloneOnly + mixedOnly)),
                new Side.Measured(id("mixed" + domain + attack), same, RowOutcomes.of(rows, row -> row >= aloneOnly)));
    }

    private static RowSet rows(String split, Attack attack, String engine) {
        return new RowSet(split, "tsv", List.of("no", "yes"), Integer.MAX_VALUE, 0, attack, engine);
    }

    private static EvaluationId id(String name) {
        return Named.evaluation(name);
    }
}
