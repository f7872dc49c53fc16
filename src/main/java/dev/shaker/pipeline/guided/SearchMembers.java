package dev.shaker.pipeline.guided;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.rows.Row;
import dev.shaker.evaluation.sweep.Subsets;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.guided.RowOrder;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.VerifiedFiles;
import dev.shaker.pipeline.evaluation.EvaluationJobs;

/** Opens the adapters of a search, verified against their registration, and keeps them open from shard to shard. */
@ApplicationScoped
class SearchMembers {
    private final SearchLedger ledger;
    private final EvaluationJobs jobs;
    private final VerifiedFiles verified;
    private @Nullable Kept kept;

    SearchMembers(SearchLedger ledger, EvaluationJobs jobs, VerifiedFiles verified) {
        this.ledger = ledger;
        this.jobs = jobs;
        this.verified = verified;
    }

    /** What all shards of one search share. */
    private static final class Kept {
        private final String search;
        private final List<DomainName> candidates;
        private final List<DomainName> targets;
        private final Map<DomainName, Member> members = new HashMap<>();
        private final Map<DomainName, Rows> rows = new HashMap<>();

        Kept(String search, SearchPlan plan) {
            this.search = search;
            this.candidates = plan.domains();
            this.targets = plan.targets().stream().map(target -> plan.of(target).domain()).toList();
        }
    }

    private record Member(RegisteredAdapter registered, Adapter adapter) {}

    /** A target's rows in their order. */
    private record Rows(EvaluationJobs.Target target, RowOrder order) {}

    synchronized Opened open(EvaluationRequested request, EvaluationRequested.Guided part) {
        Kept current = kept;
        if (current == null || !current.search.equals(part.guidedId())) {
            current = new Kept(part.guidedId(), ledger.plan(part.guidedId()).orElseThrow());
            kept = current;
        }
        Kept all = current;
        SpaceName space = new SpaceName(request.space());
        DomainName target = new DomainName(request.domain());
        Member own = member(all, space, target, request.adapterId());
        jobs.checkInput(own.registered(), new EvaluationId(part.input()), request);
        Rows rows = all.rows.computeIfAbsent(target, _ -> rows(own, request, part.seed()));
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < part.members().size(); i++) {
            int bit = i;
            EvaluationRequested.Member member = part.members().get(i);
            // Only those that are mixed.
            members.add(part.subsets().stream().anyMatch(mask -> (mask >> bit & 1) == 1)
                    ? member(all, space, new DomainName(member.domain()), member.adapterId())
                    : own);
        }
        EvaluationJobs.Target whole = rows.target();
        EvaluationJob.Limits limits = whole.limits();
        var some = new EvaluationJobs.Target(whole.base(), whole.head(),
                whole.split().some(rows.order().rows(part.from(), part.to())),
                new EvaluationJob.Limits(limits.maxLength(), limits.batchSize(), limits.rowLimit(),
                        part.to() - part.from()),
                whole.attack(), whole.aids());
        return new Opened(members,
                part.members().stream().map(one -> all.candidates.indexOf(new DomainName(one.domain()))).toList(),
                all.targets.indexOf(target), some);
    }

    private Member member(Kept all, SpaceName space, DomainName domain, String adapterId) {
        return all.members.computeIfAbsent(domain, _ -> {
            RegisteredAdapter registered = jobs.registered(space, domain, new AdapterId(adapterId));
            return new Member(registered, verified.open(registered));
        });
    }

    private Rows rows(Member own, EvaluationRequested request, long seed) {
        EvaluationJobs.Target target = jobs.target(own.registered(), own.adapter(), request);
        int[] labels = target.split().read(Integer.MAX_VALUE).rows().stream().mapToInt(Row::label).toArray();
        return new Rows(target, RowOrder.of(labels, seed));
    }

    /**
     * Makes jobs of the subsets of a shard.
     *
     * @param members by bit
     * @param places of these among the plan's candidates
     * @param target place among the plan's targets
     * @param rows of the shard
     */
    record Opened(List<Member> members, List<Integer> places, int target, EvaluationJobs.Target rows) {
        EvaluationJob job(long mask) {
            return rows.job(Subsets.of(members, mask).stream().map(
                    member -> new EvaluationJob.Member(member.registered().id().hex(), member.adapter())).toList());
        }

        /** A subset's members as places among the plan's candidates. */
        List<Integer> members(long mask) {
            return Subsets.of(places, mask).stream().sorted().toList();
        }
    }
}
