package dev.shaker.pipeline.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.sweep.Subsets;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.prune.PrunedTensors;
import dev.shaker.mixture.prune.Unpruned;
import dev.shaker.mixture.spec.Pruning;
import dev.shaker.pipeline.VerifiedFiles;
import dev.shaker.pipeline.evaluation.EvaluationJobs;

/** Opens the adapters of a sweep, verified against their registration, and keeps them open from shard to shard. */
@ApplicationScoped
class SweepMembers {
    private final EvaluationJobs jobs;
    private final VerifiedFiles verified;
    private @Nullable Kept kept;

    SweepMembers(EvaluationJobs jobs, VerifiedFiles verified) {
        this.jobs = jobs;
        this.verified = verified;
    }

    private record Kept(String sweep, List<Member> members) {}

    /** @param input what was planned, null of what is no target */
    private record Member(RegisteredAdapter registered, Adapter adapter, @Nullable String input) {}

    synchronized Opened open(EvaluationRequested request, EvaluationRequested.Shard shard) {
        Kept current = kept;
        if (current == null || !current.sweep().equals(shard.sweepId())) {
            List<Member> members = new ArrayList<>();
            for (EvaluationRequested.Member member : shard.members()) {
                RegisteredAdapter registered = jobs.registered(new SpaceName(request.space()),
                        new DomainName(member.domain()),
                        new AdapterId(member.adapterId()));
                members.add(new Member(registered, verified.open(registered), member.input()));
            }
            current = new Kept(shard.sweepId(), List.copyOf(members));
            kept = current;
        }
        return new Opened(current.members(), SweepPruning.of(shard.prune(), shard.sparsity()), request);
    }

    /** Makes jobs of subsets; what all of a domain's share is opened for the first of them. */
    final class Opened {
        private final List<Member> members;
        private final Pruning pruning;
        private final EvaluationRequested request;
        private final Map<Integer, EvaluationJobs.Target> targets = new HashMap<>();

        private Opened(List<Member> members, Pruning pruning, EvaluationRequested request) {
            this.members = members;
            this.pruning = pruning;
            this.request = request;
        }

        /** The mean of a subset's members on the rows of one of them. */
        EvaluationJob job(long mask, int domain) {
            return targets.computeIfAbsent(domain, this::target).job(pruned(Subsets.of(members, mask)));
        }

        private EvaluationJobs.Target target(int domain) {
            Member own = members.get(domain);
            String planned = own.input();
            if (planned != null) {
                jobs.checkInput(own.registered(), new EvaluationId(planned), request);
            }
            return jobs.target(own.registered(), own.adapter(), request);
        }

        /** Nothing is read yet: a member that the evaluator has kept is not pruned again. */
        private List<EvaluationJob.Member> pruned(List<Member> mixed) {
            List<PrunedTensors> bodies = pruning.keepsAll()
                    ? List.of()
                    : PrunedTensors.of(pruning, mixed.stream().map(Opened::unpruned).toList());
            List<String> ids = mixed.stream().map(member -> member.registered().id().hex()).toList();
            List<EvaluationJob.Member> named = new ArrayList<>(mixed.size());
            for (int i = 0; i < mixed.size(); i++) {
                Adapter adapter = mixed.get(i).adapter();
                named.add(new EvaluationJob.Member(
                        SweepPruning.memberName(mixed.get(i).registered().id(), pruning, ids), pruning.keepsAll()
                                ? adapter
                                : new Adapter(adapter.location(), adapter.format(), adapter.name(),
                                        adapter.baseModelName(), adapter.config(), bodies.get(i), adapter.head())));
            }
            return named;
        }

        private static Unpruned unpruned(Member member) {
            return new Unpruned(member.registered().domain(), member.registered().id().hex(),
                    member.adapter().config(), member.adapter().body(), Optional.empty());
        }
    }
}
