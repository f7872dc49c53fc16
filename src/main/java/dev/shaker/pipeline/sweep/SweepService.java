package dev.shaker.pipeline.sweep;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import org.jboss.logging.Logger;

import dev.shaker.adapter.DataLocation;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.error.Wire;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.EvaluationInput;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.sweep.SubsetBlock;
import dev.shaker.evaluation.sweep.SweepCatalog;
import dev.shaker.evaluation.sweep.SweepPlan;
import dev.shaker.evaluation.sweep.SweepScope;
import dev.shaker.evaluation.sweep.SweepShard;
import dev.shaker.evaluation.sweep.SweepView;
import dev.shaker.event.Envelope;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.event.SweepRequested;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.EventHandler;
import dev.shaker.pipeline.Outbox;
import dev.shaker.pipeline.SpaceView;
import dev.shaker.pipeline.SpaceView.Snapshot;
import dev.shaker.pipeline.SweepLedger;
import dev.shaker.pipeline.VerifiedFiles;
import dev.shaker.pipeline.evaluation.Attacks;
import dev.shaker.pipeline.evaluation.EvaluationInputs;

/** Plans sweeps (section 3.4 of the paper): fixes the adapters, cuts the subsets into shards and sends those to evaluators. */
@ApplicationScoped
public class SweepService implements EventHandler<SweepRequested> {
    /** Four times the paper's 53,248 times five sparsities: more is asked for knowingly. */
    static final long MOST_EVALUATIONS = 1_000_000;

    private static final Logger LOG = Logger.getLogger(SweepService.class);
    private static final int DEFAULT_LARGEST = 3;
    private static final int SHARD_SECONDS = 20;
    /** A worker reports at least after so many evaluations, so that the event with their results stays small. */
    private static final int MOST_SHARD_EVALUATIONS = 4000;
    private static final double ROWS_PER_SECOND = 2000;
    private static final int ROWS = 1000;

    private final SpaceView spaces;
    private final EvaluationCatalog evaluations;
    private final SweepLedger ledger;
    private final SweepCatalog sweeps;
    private final Attacks attacks;
    private final VerifiedFiles verified;
    private final EvaluationInputs inputs;
    private final EffectOnce effects;
    private final Outbox outbox;
    private final Clock clock;

    SweepService(SpaceView spaces, EvaluationCatalog evaluations, SweepLedger ledger, SweepCatalog sweeps,
            Attacks attacks, VerifiedFiles verified, EvaluationInputs inputs, EffectOnce effects, Outbox outbox,
            Clock clock) {
        this.attacks = attacks;
        this.verified = verified;
        this.inputs = inputs;
        this.spaces = spaces;
        this.evaluations = evaluations;
        this.ledger = ledger;
        this.sweeps = sweeps;
        this.effects = effects;
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public String consumer() {
        return "sweep";
    }

    @Override
    public void handle(Envelope<SweepRequested> event) {
        if (effects.isDone(consumer(), event)) {
            return;
        }
        SweepRequested request = event.data();
        SweepControl.check(request);
        Snapshot space = spaces.of(new SpaceName(request.space()));
        spaces.checkNamed(space, DomainName.all(request.members()));
        spaces.checkNamed(space, DomainName.all(request.targets()));
        List<SweepView.LeftOut> leftOut = new ArrayList<>();
        List<RegisteredAdapter> members = usable(wanted(request, space), leftOut);
        SweepScope scope = scope(request, members, leftOut);
        Attack attack = attacks.resolve(request.attack());
        // One base model for all of them.
        if (scope.targets() != 0) {
            attacks.check(attack, members.get(Long.numberOfTrailingZeros(scope.targets())));
        }
        List<EvaluationRequested.Member> numbered = numbered(request, members, scope.targets(), attack);
        List<SweepShard> planned = SweepPlan.shards(scope, shardEvaluations(request, attack));
        List<SweepLedger.Shard> shards = new ArrayList<>(planned.size());
        for (SweepShard shard : planned) {
            shards.add(new SweepLedger.Shard(event(request, numbered, scope.targets(), shard, attack),
                    shard.evaluations()));
        }
        SweepLedger.Plan plan = new SweepLedger.Plan(
                members.stream().map(adapter -> new SweepView.Member(adapter.domain(), adapter.id())).toList(),
                leftOut, scope.targets(), space.space().generation(),
                space.among(members.stream().map(RegisteredAdapter::domain).toList()));
        effects.apply(consumer(), event, () -> {
            ledger.open(request, clock.instant());
            if (ledger.planned(request.sweepId(), plan, shards, clock.instant())) {
                shards.forEach(shard -> outbox.add(shard.request()));
                tell(request.sweepId());
            }
        });
        LOG.infof("sweep planned: space=%s sweep=%s members=%d evaluations=%d shards=%d", request.space(),
                request.sweepId(), members.size(), scope.evaluations(), shards.size());
    }

    @Override
    public void reject(Envelope<SweepRequested> event, ShakerException cause) {
        if (cause.code() == ErrorCode.REQUEST_CONFLICT) {
            // The sweep that has the id goes on as it was, and no event of its own tells of another: a dead letter does.
            throw cause;
        }
        effects.apply(consumer(), event, () -> {
            ledger.open(event.data(), clock.instant());
            ledger.failed(event.data().sweepId(), Failure.of(cause), clock.instant());
            tell(event.data().sweepId());
        });
    }

    private void tell(String sweep) {
        sweeps.sweep(sweep).ifPresent(view -> outbox.add(SweepEvents.progress(view, null)));
    }

    private static List<RegisteredAdapter> wanted(SweepRequested request, Snapshot space) {
        return request.members().isEmpty()
                ? space.adapters()
                : DomainName.all(request.members()).stream().sorted().map(space::adapter).toList();
    }

    /** One bad member never stops a sweep: it is left out by name. Only where nothing is left has the sweep failed. */
    private List<RegisteredAdapter> usable(List<RegisteredAdapter> wanted, List<SweepView.LeftOut> leftOut) {
        List<RegisteredAdapter> members = new ArrayList<>();
        for (RegisteredAdapter adapter : wanted) {
            try {
                DataLocation test = adapter.test();
                boolean headed = test != null && test.prompt() == null && !adapter.isMeasuredOutside();
                if (verified.open(adapter).head().isEmpty() && headed) {
                    throw new ShakerException(ErrorCode.HEAD_MISSING, adapter.location()
                            + ": the adapter of domain '" + adapter.domain()
                            + "' has no head: announce it with one, or without a test split");
                }
                members.add(adapter);
            } catch (ShakerException e) {
                if (e.isTransient()) {
                    throw e;
                }
                leftOut.add(new SweepView.LeftOut(adapter.domain(), e.code().wire(), String.valueOf(e.getMessage())));
                if (leftOut.size() == wanted.size()) {
                    throw e;
                }
            }
        }
        return members;
    }

    private static SweepScope scope(SweepRequested request, List<RegisteredAdapter> members,
            List<SweepView.LeftOut> leftOut) {
        List<DomainName> without = leftOut.stream().map(SweepView.LeftOut::domain).toList();
        long targets = 0;
        for (int i = 0; i < members.size(); i++) {
            RegisteredAdapter member = members.get(i);
            if (request.targets().contains(member.domain().name())
                    || request.targets().isEmpty() && member.test() != null && !member.isMeasuredOutside()) {
                requireTest(member);
                targets |= 1L << i;
            }
        }
        List<DomainName> domains = members.stream().map(RegisteredAdapter::domain).toList();
        for (DomainName target : DomainName.all(request.targets())) {
            if (!domains.contains(target) && !without.contains(target)) {
                throw new ShakerException(ErrorCode.DOMAIN_UNKNOWN, "target '" + target
                        + "' is not among the sweep's members " + Wire.list(domains)).with("domain", target.name());
            }
        }
        SweepRequested.Sizes sizes = request.sizes();
        SweepRequested.Sample sample = request.sample();
        Long seed = sample == null ? null : sample.seed();
        SweepScope scope = new SweepScope(members.size(), targets,
                sizes == null ? SweepPruning.smallest(request) : sizes.from(),
                sizes == null
                        ? Math.min(DEFAULT_LARGEST, members.size())
                        : without.isEmpty() ? sizes.to() : Math.min(sizes.to(), members.size()),
                sample == null
                        ? Optional.empty()
                        : Optional.of(new SweepScope.Sample(sample.perSize(), seed == null ? 0 : seed)),
                request.sparsities());
        SweepRequested.Budget budget = request.budget();
        Long allowed = budget == null ? null : budget.evaluations();
        long most = allowed == null ? MOST_EVALUATIONS : allowed;
        if (scope.evaluations() > most) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the sweep has " + scope.evaluations()
                    + " evaluations, more than its budget of " + most
                    + ": take fewer sizes or targets, draw a sample, or raise budget.evaluations")
                    .with("field", "budget.evaluations");
        }
        return scope;
    }

    private static void requireTest(RegisteredAdapter member) {
        if (member.isMeasuredOutside()) {
            throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED, "domain '" + member.domain() + "' of space '"
                    + member.space()
                    + "' is measured outside (domain.test.evaluator), and a sweep measures itself: leave"
                    + " it out of the targets").with("domain", member.domain());
        }
        if (member.test() == null) {
            throw new ShakerException(ErrorCode.DATA_FILE_INVALID, "domain '" + member.domain() + "' of space '"
                    + member.space() + "' has no test split: announce its adapter again with domain.test")
                    .with("domain", member.domain());
        }
    }

    /** As many as take about {@link #SHARD_SECONDS}, by what the space's evaluations took so far. */
    private int shardEvaluations(SweepRequested request, Attack attack) {
        double seconds = 0;
        long rows = 0;
        int most = 0;
        for (EvaluationView view : evaluations.ofSpace(new SpaceName(request.space()))) {
            Integer total = view.rows();
            Double took = view.seconds();
            if (total != null && took != null) {
                seconds += took;
                rows += total;
                most = Math.max(most, total);
            }
        }
        double rate = rows == 0 || seconds == 0 ? ROWS_PER_SECOND : rows / seconds;
        Integer limit = request.rowLimit();
        double each = Math.min(most == 0 ? ROWS : most, limit == null ? Integer.MAX_VALUE : limit);
        return (int) Math.clamp(SHARD_SECONDS * rate / each / costs(attack), 1, MOST_SHARD_EVALUATIONS);
    }

    /** About how many times a plain evaluation's time: a backward pass, or dozens of queries a row. */
    private static int costs(Attack attack) {
        return switch (attack) {
            case Attack.None _ -> 1;
            case Attack.Fgsm _ -> 6;
            case Attack.TextFooler _ -> 60;
        };
    }

    private List<EvaluationRequested.Member> numbered(SweepRequested request, List<RegisteredAdapter> members,
            long targets, Attack attack) {
        List<EvaluationRequested.Member> numbered = new ArrayList<>(members.size());
        for (int i = 0; i < members.size(); i++) {
            RegisteredAdapter member = members.get(i);
            String input = (targets >>> i & 1) == 0
                    ? null
                    : inputs.of(member, null, request.rowLimit(), attack).map(given -> given.id().hex()).orElse(null);
            numbered.add(new EvaluationRequested.Member(member.domain().name(), member.id().hex(), input));
        }
        return numbered;
    }

    private static EvaluationRequested event(SweepRequested request, List<EvaluationRequested.Member> members,
            long targets, SweepShard shard, Attack attack) {
        EvaluationRequested.Member first = members.get(Long.numberOfTrailingZeros(targets));
        EvaluationRequested.Range range = shard.block() instanceof SubsetBlock.Range found
                ? new EvaluationRequested.Range(found.size(), found.first(), found.last())
                : null;
        Collection<Long> picked = shard.block() instanceof SubsetBlock.Picked found ? found.masks() : List.of();
        BigDecimal sparsity = shard.sparsity();
        return new EvaluationRequested(shard.id(request.sweepId()), request.space(), null, first.adapterId(),
                first.domain(),
                "test", request.rowLimit(),
                new EvaluationRequested.Shard(request.sweepId(),
                        members, targets, sparsity, range, List.copyOf(picked), request.prune()),
                Attacks.write(attack));
    }
}
