package dev.shaker.gate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.shaker.error.Wire;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.evaluation.paired.AccuracyBound;
import dev.shaker.evaluation.paired.Finding;
import dev.shaker.evaluation.paired.Holm;
import dev.shaker.evaluation.paired.MeanDrop;
import dev.shaker.evaluation.paired.NeededRows;
import dev.shaker.evaluation.paired.PairedCounts;
import dev.shaker.evaluation.paired.Tango;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.tensor.Sha256;

/**
 * Judges a mixture by a policy. Each domain is tested on the rows that the adapter alone and the mixture both classified (Tango's
 * score test of non-inferiority). A domain passes at the whole level, because all must (intersection-union); it fails where Holm's
 * procedure over all domains refutes that it holds its limit, so that a domain is wrongly named with at most the level's probability
 * in all. Rows that a mixture was chosen by take no part: of many, the one that was lucky on them was chosen.
 */
public final class Gate {
    private final Policy policy;
    private final String policyDigest;

    /** @param policyDigest what the policy's content is known by */
    public Gate(Policy policy, String policyDigest) {
        this.policy = policy;
        this.policyDigest = policyDigest;
    }

    /** @param evidence by domain, then by attack, for every member that the policy does not exclude */
    public Verdict judge(GatedMixture mixture, List<Evidence> evidence) {
        List<Verdict.Refusal> refusals = new ArrayList<>();
        List<Optional<Verdict.Paired>> paired = evidence.stream().map(one -> compare(one, refusals)).toList();
        double[] more = pValuesOfMore(evidence, paired);
        List<Verdict.OnDomain> domains = new ArrayList<>();
        for (int i = 0; i < evidence.size(); i++) {
            domains.add(decide(evidence.get(i), paired.get(i), more[i]));
        }
        List<Verdict.Also> also = also(evidence, paired);
        Finding outcome = outcome(mixture, domains, also, evidence, refusals);
        boolean underWay = evidence.stream().anyMatch(Evidence::isUnderWay);
        boolean settled = !evidence.isEmpty() && evidence.stream().allMatch(Evidence::isMeasured);
        return new Verdict(id(mixture, evidence), mixture, outcome,
                VerdictText.summary(mixture, outcome, domains, also, refusals), domains, also, refusals, underWay,
                settled);
    }

    /** Adjusted over those that can be compared; 1 for the others. */
    private double[] pValuesOfMore(List<Evidence> evidence, List<Optional<Verdict.Paired>> paired) {
        int[] compared = IntStream.range(0, paired.size())
                .filter(i -> paired.get(i).filter(this::isEnough).isPresent()).toArray();
        double[] adjusted = Holm.adjusted(Arrays.stream(compared)
                .mapToDouble(i -> Tango.pValueOfMore(paired.get(i).orElseThrow().counts(), limit(evidence.get(i))))
                .toArray());
        double[] all = new double[paired.size()];
        Arrays.fill(all, 1);
        for (int i = 0; i < compared.length; i++) {
            all[compared[i]] = adjusted[i];
        }
        return all;
    }

    private boolean isEnough(Verdict.Paired paired) {
        return paired.counts().rows() >= policy.minRows();
    }

    private double limit(Evidence one) {
        return one.attack() instanceof Attack.None
                ? policy.limit(one.domain())
                : policy.attacks().stream().filter(under -> under.attack().equals(one.attack()))
                        .findFirst().orElseThrow().maxDrop();
    }

    private Optional<Verdict.Paired> compare(Evidence one, List<Verdict.Refusal> refusals) {
        if (!(one.alone() instanceof Side.Measured alone) || !(one.mixed() instanceof Side.Measured mixed)) {
            Stream.of(one.alone(), one.mixed()).forEach(side -> refuse(one, side, refusals));
            return Optional.empty();
        }
        if (!alone.rows().equals(mixed.rows()) || alone.outcomes().rows() != mixed.outcomes().rows()) {
            refusals.add(new Verdict.Refusal("rows-differ", Optional.of(one.domain()), mixed.id(),
                    VerdictText.of(one) + " was measured alone and mixed on other rows, with other labels or by"
                            + " another engine: measure both anew, with refresh"));
            return Optional.empty();
        }
        if (alone.outcomes().rows() == 0) {
            refusals.add(new Verdict.Refusal("rows-too-few", Optional.of(one.domain()), mixed.id(),
                    VerdictText.of(one) + " was measured on no row"));
            return Optional.empty();
        }
        RowOutcomes fairAlone = alone.outcomes().without(one.chosenBy());
        RowOutcomes fairMixed = mixed.outcomes().without(one.chosenBy());
        int chosenBy = alone.outcomes().rows() - fairAlone.rows();
        if (chosenBy > 0) {
            refusals.add(new Verdict.Refusal("selection-rows", Optional.of(one.domain()), mixed.id(),
                    VerdictText.of(one) + ": by " + chosenBy + " of the " + alone.outcomes().rows()
                            + " rows the mixture was chosen, they are no evidence for it; " + (fairAlone.rows() == 0
                                    ? "none is left: search with a greater confirmShare, or announce more test rows"
                                    : fairAlone.rows() + " are left and judged by")));
            if (fairAlone.rows() == 0) {
                return Optional.empty();
            }
        }
        PairedCounts counts = PairedCounts.of(fairAlone, fairMixed);
        if (counts.rows() < policy.minRows()) {
            refusals.add(new Verdict.Refusal("rows-too-few", Optional.of(one.domain()), mixed.id(),
                    VerdictText.of(one) + " was measured on " + counts.rows() + " rows"
                            + (chosenBy > 0 ? " that it was not chosen by" : "") + ", the policy's minRows is "
                            + policy.minRows() + ": measure more, or lower minRows"));
        }
        return Optional.of(new Verdict.Paired(counts, fairAlone.right(), fairMixed.right(),
                Tango.interval(counts, policy.confidence()), Tango.pValueOfLess(counts, limit(one))));
    }

    private static void refuse(Evidence one, Side side, List<Verdict.Refusal> refusals) {
        switch (side) {
            case Side.Measured _ -> {
            }
            case Side.UnderWay(EvaluationId id) -> refusals.add(new Verdict.Refusal("evaluation-under-way",
                    Optional.of(one.domain()), Optional.of(id),
                    VerdictText.of(one) + " is being measured: ask again later, or wait"));
            case Side.Useless useless -> refusals.add(new Verdict.Refusal(Wire.name(useless.reason()),
                    Optional.of(one.domain()), useless.id(), useless.why()));
        }
    }

    /** @param more the adjusted probability of so great a drop or a greater one, were the limit held */
    private Verdict.OnDomain decide(Evidence one, Optional<Verdict.Paired> paired, double more) {
        double limit = limit(one);
        List<EvaluationId> evaluations = Stream.of(one.alone().id(), one.mixed().id()).flatMap(Optional::stream)
                .toList();
        Finding outcome = Finding.INCONCLUSIVE;
        OptionalLong needs = OptionalLong.empty();
        Optional<String> reason = Optional.of("not compared");
        if (paired.isPresent()) {
            PairedCounts counts = paired.get().counts();
            if (isEnough(paired.get())) {
                if (Tango.test(counts, limit, policy.level()) == Finding.PASS) {
                    outcome = Finding.PASS;
                } else if (more <= policy.level()) {
                    outcome = Finding.FAIL;
                }
            }
            if (outcome == Finding.INCONCLUSIVE) {
                needs = NeededRows.of(counts, limit, policy.level());
                if (needs.isPresent() && needs.getAsLong() < policy.minRows()) {
                    needs = OptionalLong.of(policy.minRows());
                }
            }
            reason = VerdictText.reason(outcome, counts, limit, needs);
        }
        return new Verdict.OnDomain(one.domain(), one.attack(), limit, paired, outcome, needs, reason, evaluations);
    }

    private List<Verdict.Also> also(List<Evidence> evidence, List<Optional<Verdict.Paired>> paired) {
        List<Verdict.Also> also = new ArrayList<>();
        List<PairedCounts> plain = new ArrayList<>();
        boolean complete = true;
        for (int i = 0; i < evidence.size(); i++) {
            if (!(evidence.get(i).attack() instanceof Attack.None)) {
                continue;
            }
            Optional<Verdict.Paired> here = paired.get(i);
            here.ifPresent(found -> plain.add(found.counts()));
            complete &= here.filter(this::isEnough).isPresent();
            DomainName domain = evidence.get(i).domain();
            Double least = policy.minAccuracy().get(domain);
            if (least != null && here.isPresent()) {
                int rows = here.get().counts().rows();
                int right = here.get().mixedRight();
                also.add(new Verdict.Also("minAccuracy", Optional.of(domain), (double) right / rows,
                        AccuracyBound.interval(right, rows, policy.confidence()), least,
                        isEnough(here.get())
                                ? AccuracyBound.test(right, rows, least, policy.level())
                                : Finding.INCONCLUSIVE));
            }
        }
        if (policy.meanDrop().isPresent() && !plain.isEmpty()) {
            MeanDrop mean = MeanDrop.of(plain);
            double limit = policy.meanDrop().get();
            also.add(new Verdict.Also("meanDrop", Optional.empty(), mean.value(), mean.interval(policy.confidence()),
                    limit, complete ? mean.test(limit, policy.level()) : Finding.INCONCLUSIVE));
        }
        return also;
    }

    private Finding outcome(GatedMixture mixture, List<Verdict.OnDomain> domains, List<Verdict.Also> also,
            List<Evidence> evidence, List<Verdict.Refusal> refusals) {
        if (evidence.isEmpty()) {
            refusals.add(new Verdict.Refusal("nothing-asked", Optional.empty(), Optional.empty(),
                    "the policy excludes every domain of the mixture: exclude fewer"));
        }
        if (mixture.stale()) {
            refusals.add(new Verdict.Refusal("mixture-stale", Optional.empty(), Optional.empty(), "a member of mixture "
                    + mixture.id() + " was superseded or withdrawn: mix again"));
            return Finding.FAIL;
        }
        Finding all = Finding.all(Stream.concat(domains.stream().map(Verdict.OnDomain::outcome),
                also.stream().map(Verdict.Also::outcome)).toList());
        return all == Finding.INCONCLUSIVE && policy.failsInconclusive() ? Finding.FAIL : all;
    }

    /** What was measured anew, with other rows right, is another question, and so is a mixture that has become stale. */
    private String id(GatedMixture mixture, List<Evidence> evidence) {
        Sha256 id = new Sha256().update("verdict 1\n").update(mixture.id().hex()).update("\n").update(policyDigest)
                .update(mixture.stale() ? "\nstale\n" : "\n");
        for (Evidence one : evidence) {
            for (Side side : List.of(one.alone(), one.mixed())) {
                id.update(side.id().map(EvaluationId::hex).orElse("none")).update(" ");
                id.update(switch (side) {
                    case Side.Measured measured ->
                        measured.outcomes().rows() + " " + Sha256.hex(measured.outcomes().bytes());
                    case Side.UnderWay _ -> "under-way";
                    case Side.Useless useless -> Wire.name(useless.reason());
                }).update("\n");
            }
            if (!one.chosenBy().isEmpty()) {
                id.update("chosen by ").update(Sha256.hex(one.chosenBy().toByteArray())).update("\n");
            }
        }
        return id.hex();
    }
}
