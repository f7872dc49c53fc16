package dev.shaker.pipeline;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.Head;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.LabelNames;
import dev.shaker.evaluation.PrunedBody;
import dev.shaker.evaluation.RowFormat;
import dev.shaker.event.EvaluationRequested;

/** Opens the adapters of a sweep, verified against their registration, and keeps them open from shard to shard. */
@ApplicationScoped
class SweepMembers {
    private final AdapterCatalog adapters;
    private final AdapterStore store;
    private final VerifiedFiles verified;
    private final EvaluationJobs jobs;
    private final EvaluationSettings settings;
    private @Nullable Kept kept;

    SweepMembers(AdapterCatalog adapters, AdapterStore store, VerifiedFiles verified, EvaluationJobs jobs,
            EvaluationSettings settings) {
        this.jobs = jobs;
        this.adapters = adapters;
        this.store = store;
        this.verified = verified;
        this.settings = settings;
    }

    private record Kept(String sweep, List<Member> members) {}

    private record Member(RegisteredAdapter registered, Adapter adapter) {}

    synchronized Opened open(EvaluationRequested request, EvaluationRequested.Shard shard) {
        Kept current = kept;
        if (current == null || !current.sweep().equals(shard.sweepId())) {
            List<Member> members = new ArrayList<>();
            for (EvaluationRequested.Member member : shard.members()) {
                RegisteredAdapter registered = registered(request.space(), member);
                members.add(new Member(registered, verified.open(registered)));
            }
            current = new Kept(shard.sweepId(), List.copyOf(members));
            kept = current;
        }
        Integer limit = request.rowLimit();
        Attack attack = Attacks.read(request.attack());
        return new Opened(current.members(), shard.sparsity(), limit == null ? Integer.MAX_VALUE : limit, attack,
                jobs.aids(attack));
    }

    /** Makes jobs of subsets; nothing is read but what the evaluator has not kept. */
    final class Opened {
        private final List<Member> members;
        private final BigDecimal sparsity;
        private final int rowLimit;
        private final Attack attack;
        private final EvaluationJob.Aids aids;

        private Opened(List<Member> members, BigDecimal sparsity, int rowLimit, Attack attack,
                EvaluationJob.Aids aids) {
            this.attack = attack;
            this.aids = aids;
            this.members = members;
            this.sparsity = sparsity;
            this.rowLimit = rowLimit;
        }

        /** The mean of a subset's members on the rows of one of them. */
        EvaluationJob job(long mask, int domain) {
            List<EvaluationJob.Member> mixed = new ArrayList<>(Long.bitCount(mask));
            for (int i = 0; i < members.size(); i++) {
                if ((mask >>> i & 1) != 0) {
                    mixed.add(member(members.get(i)));
                }
            }
            RegisteredAdapter own = members.get(domain).registered();
            Head head = members.get(domain).adapter().head().orElseThrow(() -> new ShakerException(
                    ErrorCode.HEAD_MISSING,
                    own.location() + ": the adapter of domain '" + own.domain() + "' has no head"));
            DataLocation test = own.test();
            if (test == null) {
                throw new ShakerException(ErrorCode.DATA_FILE_INVALID, "domain '" + own.domain() + "' of space '"
                        + own.space() + "' has no test split: announce its adapter again with domain.test");
            }
            return new EvaluationJob(
                    new EvaluationJob.BaseSource(own.baseModel().digest(), store.open(own.baseModel().location())),
                    mixed, head,
                    new EvaluationJob.Split(test.location() + "#" + test.digest(),
                            ObjectAt.open(store, test.location()), RowFormat.named(test.format()),
                            new LabelNames(own.labels()), 0),
                    new EvaluationJob.Limits(own.maxLength(), settings.batchSize(), rowLimit, 0), attack, aids);
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

    private RegisteredAdapter registered(String space, EvaluationRequested.Member member) {
        return adapters.byId(member.adapterId()).stream()
                .filter(adapter -> adapter.space().equals(space) && adapter.domain().equals(member.domain()))
                .reduce((first, last) -> last)
                .orElseThrow(() -> new ShakerException(ErrorCode.ADAPTER_UNKNOWN,
                        "space '" + space + "' has no adapter " + member.adapterId() + " of domain '"
                                + member.domain() + "': register it with a train-completed event first"));
    }
}
