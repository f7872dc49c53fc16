package dev.shaker.pipeline.guided;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import jakarta.enterprise.context.ApplicationScoped;

import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.Attack;
import dev.shaker.evaluation.EvaluationInput;
import dev.shaker.evaluation.rows.Row;
import dev.shaker.evaluation.sweep.Subsets;
import dev.shaker.event.GuidedRequested;
import dev.shaker.guided.GuidedSearch;
import dev.shaker.guided.Objective;
import dev.shaker.guided.Priors;
import dev.shaker.guided.Question;
import dev.shaker.guided.RowSplit;
import dev.shaker.guided.TargetRows;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.select.Embeddings;
import dev.shaker.pipeline.Names;
import dev.shaker.pipeline.SpaceView;
import dev.shaker.pipeline.SpaceView.Snapshot;
import dev.shaker.pipeline.VerifiedFiles;
import dev.shaker.pipeline.evaluation.EvaluationInputs;
import dev.shaker.pipeline.evaluation.EvaluationJobs;
import dev.shaker.pipeline.mixture.DomainTexts;

/** Makes plans of requests, and questions of plans. */
@ApplicationScoped
class SearchPlanning {
    private static final int USUAL_MOST = 8;
    private static final double USUAL_CONFIRM_SHARE = 0.3;
    private static final double USUAL_SHARE = 0.01;
    /** Every single and every pair on so many rows is a third of what a search takes at least where no budget is given. */
    private static final int DESIGN_ROWS = 64;
    private static final int DESIGN_PART = 3;

    private final SpaceView spaces;
    private final EvaluationJobs jobs;
    private final EvaluationInputs inputs;
    private final VerifiedFiles verified;
    private final DomainTexts texts;

    SearchPlanning(SpaceView spaces, EvaluationJobs jobs, EvaluationInputs inputs, VerifiedFiles verified,
            DomainTexts texts) {
        this.spaces = spaces;
        this.jobs = jobs;
        this.inputs = inputs;
        this.verified = verified;
        this.texts = texts;
    }

    /** @throws ShakerException {@code REQUEST_INVALID} for what no space can answer */
    static void check(GuidedRequested request) {
        String objective = request.objective();
        Names.once("targets", request.targets().stream().map(GuidedRequested.Target::domain).toList());
        Names.once("candidates", request.candidates());
        Names.once("excluded", request.excluded());
        Names.once("pinned", request.pinned());
        boolean drops = objective.equals("largest") || isPack(request);
        if (drops != (request.drop() != null)) {
            throw invalid("drop", drops
                    ? "objective '" + objective + "' needs a drop: how much accuracy a target may lose, 0.03 for three"
                            + " points"
                    : "objective '" + objective + "' knows no drop: leave it out, or ask for 'largest' or 'pack'");
        }
        if (!drops && request.targets().isEmpty()) {
            throw invalid("targets", "objective '" + objective + "' needs a target: name the domain that judges");
        }
        if (isPack(request) && (request.sizes() != null || !request.pinned().isEmpty())) {
            throw invalid(request.sizes() != null ? "sizes" : "pinned",
                    "objective 'pack' makes as few mixtures as it can of all targets: leave sizes and pinned out");
        }
        GuidedRequested.Budget budget = request.budget();
        if (budget != null && budget.rows() != null && budget.share() != null) {
            throw invalid("budget", "a budget is a number of rows or a share of the table: leave one out");
        }
        GuidedRequested.Sizes sizes = request.sizes();
        if (sizes != null && sizes.to() < sizes.from()) {
            throw invalid("sizes", "no subset has " + sizes.from() + " to " + sizes.to() + " members");
        }
    }

    private static boolean isPack(GuidedRequested request) {
        return request.objective().equals("pack");
    }

    private static ShakerException invalid(String field, String problem) {
        return new ShakerException(ErrorCode.REQUEST_INVALID, problem).with("field", field);
    }

    /**
     * The request against the space as it stands.
     *
     * @throws ShakerException {@code SPACE_UNKNOWN}, {@code DOMAIN_UNKNOWN}, {@code ADAPTER_WITHDRAWN}, {@code REQUEST_INVALID};
     *         {@code DATA_FILE_INVALID}, {@code HEAD_MISSING}, {@code EVALUATION_UNSUPPORTED}, {@code DATA_CHANGED} of a target
     */
    SearchPlan plan(GuidedRequested request) {
        check(request);
        SpaceName name = new SpaceName(request.space());
        Snapshot space = spaces.of(name,
                spaces.known(name).method() == AdapterMethod.LORA ? Basis.UPDATE : Basis.FACTORS);
        List<RegisteredAdapter> candidates = candidates(request, space);
        List<DomainName> domains = candidates.stream().map(RegisteredAdapter::domain).toList();
        List<SearchPlan.Target> targets = new ArrayList<>();
        for (GuidedRequested.Target target : targets(request, candidates)) {
            int place = domains.indexOf(new DomainName(target.domain()));
            if (place < 0) {
                throw invalid("targets", "target '" + target.domain()
                        + "' is excluded or no candidate: name it among the candidates");
            }
            targets.add(target(place, target.weight(), candidates.get(place)));
        }
        GuidedRequested.Sizes sizes = sizes(request, domains.size());
        Optional<Priors> similarity = domains.size() > GuidedSearch.FEW_CANDIDATES
                ? Optional.of(similarity(texts.remembered(space), domains))
                : Optional.empty();
        SearchPlan plan = new SearchPlan(
                candidates.stream().map(one -> new SearchPlan.Candidate(one.domain(), one.id())).toList(), targets,
                space.space().generation(), Long.MAX_VALUE, sizes.from(), sizes.to(),
                Priors.fsd(space.matrix(), domains), similarity);
        Question question = question(request, plan);
        checkSizes(question);
        return new SearchPlan(plan.candidates(), plan.targets(), plan.generation(), budget(request, question),
                plan.least(), plan.most(), plan.fsd(), plan.similarity());
    }

    private List<RegisteredAdapter> candidates(GuidedRequested request, Snapshot space) {
        Set<DomainName> named = new TreeSet<>(DomainName.all(request.pinned()));
        request.targets().forEach(target -> named.add(new DomainName(target.domain())));
        Set<DomainName> excluded = Set.copyOf(DomainName.all(request.excluded()));
        Set<DomainName> wanted = new TreeSet<>(DomainName.all(request.candidates()));
        for (Collection<DomainName> some : List.of(named, excluded, wanted)) {
            spaces.checkNamed(space, some);
            some.forEach(space::adapter);
        }
        if (isPack(request) && wanted.isEmpty()) {
            request.targets().forEach(target -> wanted.add(new DomainName(target.domain())));
        }
        return space.adapters().stream()
                // What does nothing would fit in everywhere: only who names it gets it.
                .filter(one -> wanted.isEmpty()
                        ? !one.inert() || named.contains(one.domain())
                        : wanted.contains(one
                                .domain()))
                .filter(one -> !excluded.contains(one.domain()))
                .filter(one -> !isPack(request) || !request.targets().isEmpty() || judges(one))
                .sorted(Comparator.comparing(RegisteredAdapter::domain)).toList();
    }

    private static List<GuidedRequested.Target> targets(GuidedRequested request, List<RegisteredAdapter> candidates) {
        if (!request.targets().isEmpty()) {
            return request.targets();
        }
        List<GuidedRequested.Target> targets = candidates.stream().filter(SearchPlanning::judges)
                .map(one -> new GuidedRequested.Target(one.domain().name(), null)).toList();
        if (targets.isEmpty()) {
            throw invalid("targets", "no candidate of space '" + request.space()
                    + "' has a test split that Shaker measures: announce an adapter with domain.test");
        }
        return targets;
    }

    private static boolean judges(RegisteredAdapter adapter) {
        return adapter.test() != null && !adapter.isMeasuredOutside();
    }

    private SearchPlan.Target target(int place, @Nullable BigDecimal weight,
            RegisteredAdapter own) {
        if (own.isMeasuredOutside()) {
            throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED, "domain '" + own.domain() + "' of space '"
                    + own.space() + "' is measured outside (domain.test.evaluator), and a search measures itself:"
                    + " leave it out of the targets").with("domain", own.domain());
        }
        int[] labels = jobs.split(own).read(Integer.MAX_VALUE).rows().stream().mapToInt(Row::label).toArray();
        EvaluationInput input = inputs.of(own, null, null, new Attack.None()).orElseThrow();
        if (input.prompt() == null && verified.open(own).head().isEmpty()) {
            throw new ShakerException(ErrorCode.HEAD_MISSING, own.location() + ": the adapter of domain '"
                    + own.domain() + "' has no head: announce it with one, or leave it out of the targets")
                    .with("domain", own.domain());
        }
        return new SearchPlan.Target(place, weight == null ? 1 : weight.doubleValue(), input.id(),
                own.labels().size(), labels);
    }

    private static GuidedRequested.Sizes sizes(GuidedRequested request, int candidates) {
        GuidedRequested.Sizes sizes = request.sizes();
        int all = Math.min(candidates, Subsets.MOST_MEMBERS);
        return sizes != null
                ? sizes
                : switch (request.objective()) {
                    case "best" -> new GuidedRequested.Sizes(Math.min(2, all), Math.min(USUAL_MOST, all));
                    case "smallest" -> new GuidedRequested.Sizes(1, Math.min(USUAL_MOST, all));
                    default -> new GuidedRequested.Sizes(1, all);
                };
    }

    private static void checkSizes(Question question) {
        int fixed = fixed(question).size();
        if (question.least() > question.candidates().size() || question.most() < fixed) {
            throw invalid("sizes", "no subset of " + question.least() + " to " + question.most() + " members holds the "
                    + fixed + " that are targets or pinned, of " + question.candidates().size()
                    + " candidates: ask for other sizes");
        }
    }

    /** Who is in every subset. */
    private static Set<DomainName> fixed(Question question) {
        Set<DomainName> fixed = new HashSet<>(question.pinned());
        if (!(question.objective() instanceof Objective.Largest)) {
            question.targets().forEach(target -> fixed.add(target.domain()));
        }
        return fixed;
    }

    private static Priors similarity(Embeddings embeddings, List<DomainName> domains) {
        List<Optional<float[]>> vectors = domains.stream().map(embeddings::of).toList();
        double[][] likenesses = new double[domains.size()][domains.size()];
        for (int i = 0; i < domains.size(); i++) {
            for (int j = 0; j < domains.size(); j++) {
                likenesses[i][j] = vectors.get(i).isEmpty() || vectors.get(j).isEmpty()
                        ? Double.NaN
                        : Embeddings.cosine(vectors.get(i).get(), vectors.get(j).get());
            }
        }
        return Priors.alike(likenesses);
    }

    private static long budget(GuidedRequested request, Question question) {
        GuidedRequested.Budget budget = request.budget();
        Long rows = budget == null ? null : budget.rows();
        if (rows != null) {
            return rows;
        }
        BigDecimal share = budget == null ? null : budget.share();
        long of = (long) Math.ceil(table(question) * (share == null ? USUAL_SHARE : share.doubleValue()));
        return share == null ? Math.max(of, design(question)) : Math.max(1, of);
    }

    /** Row evaluations of every subset that the question looks at on every search row. */
    private static double table(Question question) {
        double sum = 0;
        for (TargetRows target : question.targets()) {
            Set<DomainName> held = fixed(question);
            held.add(target.domain());
            int candidates = Math.max(held.size(), searchedAmong(question));
            for (int size = Math.max(question.least(), held.size()); size <= question.most(); size++) {
                sum += Subsets.count(candidates - held.size(), size - held.size()) * (double) target.split().search();
            }
        }
        return sum;
    }

    private static long design(Question question) {
        long mixtures = 2L * searchedAmong(question) - 1;
        return DESIGN_PART * mixtures * question.targets().stream()
                .mapToLong(target -> Math.min(DESIGN_ROWS, target.split().search())).sum();
    }

    /** Of many candidates a choice is made first. */
    private static int searchedAmong(Question question) {
        return Math.min(question.candidates().size(), GuidedSearch.FEW_CANDIDATES);
    }

    /**
     * What a plan asks.
     *
     * @throws ShakerException {@code REQUEST_INVALID}
     */
    static Question question(GuidedRequested request, SearchPlan plan) {
        BigDecimal asked = request.tolerance();
        double tolerance = asked == null ? Question.TOLERANCE : asked.doubleValue();
        BigDecimal drop = request.drop();
        BigDecimal confidence = request.confidence();
        List<TargetRows> targets = plan.targets().stream()
                .map(target -> new TargetRows(plan.of(target).domain(), target.weight(), target.labels(),
                        target.classes(), split(request, target)))
                .toList();
        Objective objective = switch (request.objective()) {
            case "best" -> new Objective.Best();
            case "smallest" -> new Objective.Smallest(tolerance);
            default -> new Objective.Largest(drop == null ? 0 : drop.doubleValue());
        };
        return new Question(plan.domains(), targets, objective, plan.least(), plan.most(),
                Set.copyOf(DomainName.all(request.pinned())), Set.of(), plan.budget(),
                confidence == null ? Question.CONFIDENCE : confidence.doubleValue(), tolerance, seed(request));
    }

    /** A target's rows: those to search with, and those to confirm with. */
    static RowSplit split(GuidedRequested request, SearchPlan.Target target) {
        BigDecimal share = request.confirmShare();
        return RowSplit.of(target.labels(), seed(request), share == null ? USUAL_CONFIRM_SHARE : share.doubleValue());
    }

    static long seed(GuidedRequested request) {
        Long seed = request.seed();
        return seed == null ? 0 : seed;
    }
}
