package dev.shaker.pipeline.sweep;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.sweep.PrunedBody;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.SpaceName;
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
        return new Opened(current.members(), shard.sparsity(), request);
    }

    /** Makes jobs of subsets; what all of a domain's share is opened for the first of them. */
    final class Opened {
        private final List<Member> members;
        private final BigDecimal sparsity;
        private final EvaluationRequested request;
        private final Map<Integer, EvaluationJobs.Target> targets = new HashMap<>();

        private Opened(List<Member> members, BigDecimal sparsity, EvaluationRequested request) {
            this.members = members;
            this.sparsity = sparsity;
            this.request = request;
        }

        /** The mean of a subset's members on the rows of one of them. */
        EvaluationJob job(long mask, int domain) {
            List<EvaluationJob.Member> mixed = new ArrayList<>(Long.bitCount(mask));
            for (int i = 0; i < members.size(); i++) {
                if ((mask >>> i & 1) != 0) {
                    mixed.add(member(members.get(i)));
                }
            }
            return targets.computeIfAbsent(domain, this::target).job(mixed);
        }

        private EvaluationJobs.Target target(int domain) {
            Member own = members.get(domain);
            String planned = own.input();
            if (planned != null) {
                jobs.checkInput(own.registered(), new EvaluationId(planned), request);
            }
            return jobs.target(own.registered(), own.adapter(), request);
        }

        private EvaluationJob.Member member(Member member) {
            Adapter adapter = member.adapter();
            Adapter pruned = sparsity.signum() == 0
                    ? adapter
                    : new Adapter(adapter.location(), adapter.format(), adapter.name(), adapter.baseModelName(),
                            adapter.config(), new PrunedBody(adapter.body(), sparsity), adapter.head());
            return new EvaluationJob.Member(SweepWorker.memberName(member.registered().id(), sparsity), pruned);
        }
    }
}
