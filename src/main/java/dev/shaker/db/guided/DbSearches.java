package dev.shaker.db.guided;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;

import dev.shaker.db.Keyset;
import dev.shaker.db.Keyset.Column;
import dev.shaker.db.LockedRows;
import dev.shaker.db.Requests;
import dev.shaker.db.ShardEntity;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.EvaluationRequested;
import dev.shaker.event.Failure;
import dev.shaker.event.GuidedProgressed;
import dev.shaker.event.GuidedReady;
import dev.shaker.event.GuidedRequested;
import dev.shaker.event.Json;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.SpaceName;
import dev.shaker.listing.Page;
import dev.shaker.listing.PageRequest;
import dev.shaker.listing.Position;
import dev.shaker.pipeline.guided.Measurement;
import dev.shaker.pipeline.guided.SearchCatalog;
import dev.shaker.pipeline.guided.SearchLedger;
import dev.shaker.pipeline.guided.SearchLife;
import dev.shaker.pipeline.guided.SearchPlan;
import dev.shaker.pipeline.guided.SearchStatus;
import dev.shaker.pipeline.guided.SearchView;

@ApplicationScoped
class DbSearches implements SearchCatalog, SearchLedger {
    private static final Keyset<SearchEntity> SEARCHES = new Keyset<>("select * from guided_search",
            SearchEntity.class, true, List.of(Column.instant("requested_at"), Column.text("id")),
            row -> Position.of(row.requestedAt, row.id));

    private final EntityManager entities;
    private final LockedRows rows;
    private final Measurements measurements;

    DbSearches(EntityManager entities, LockedRows rows, Measurements measurements) {
        this.entities = entities;
        this.rows = rows;
        this.measurements = measurements;
    }

    @Override
    @Transactional
    public Optional<SearchView> search(String id) {
        return SearchEntity.<SearchEntity>findByIdOptional(id).map(SearchRows::toView);
    }

    @Override
    @Transactional
    public Page<SearchView> searches(SpaceName space, PageRequest page) {
        return SEARCHES.page(entities, "space = :space", Map.of("space", space.name()), page, SearchRows::toView);
    }

    @Override
    @Transactional
    public Page<Traced> trace(String id, PageRequest page) {
        return plan(id).map(plan -> measurements.trace(id, plan, page)).orElseGet(() -> new Page<>(List.of(), null));
    }

    @Override
    @Transactional
    public List<Planned> plannedWith(SpaceName space, AdapterId adapter) {
        return SearchPlanEntity.<SearchPlanEntity>find(
                "document like ?1 and search in (select id from SearchEntity where space = ?2) order by search",
                "%" + adapter.hex() + "%", space.name()).stream()
                .map(row -> new Planned(request(row.search), PlanRows.read(row))).toList();
    }

    @Override
    @Transactional
    public boolean hasMeasured(String id, int target, List<Integer> members) {
        return measurements.has(id, target, members);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void open(GuidedRequested request, Instant at) {
        Optional<SearchEntity> known = rows.claim(SearchEntity.class, request.guidedId());
        if (known.isPresent()) {
            Requests.checkSame("search", request.guidedId(), known.get().request, Json.text(request));
            return;
        }
        SearchEntity row = new SearchEntity();
        row.id = request.guidedId();
        row.space = request.space();
        row.request = Json.text(request);
        row.candidates = new String[0];
        row.best = "[]";
        SearchRows.write(new SearchLife.Requested(), row);
        row.requestedAt = at;
        row.persist();
    }

    @Override
    @Transactional
    public GuidedRequested request(String search) {
        SearchEntity row = SearchEntity.<SearchEntity>findByIdOptional(search).orElseThrow();
        return Json.stored(row.request, GuidedRequested.class);
    }

    @Override
    @Transactional
    public Optional<SearchPlan> plan(String search) {
        return SearchPlanEntity.<SearchPlanEntity>findByIdOptional(search).map(PlanRows::read);
    }

    @Override
    @Transactional
    public List<Measurement> measurements(String search, int first, int last) {
        return measurements.ofRounds(search, first, last);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean planned(String search, SearchPlan plan, Instant at) {
        SearchEntity row = row(search);
        if (!(SearchRows.read(row) instanceof SearchLife.Requested requested)) {
            return false;
        }
        SearchRows.write(requested.plan(plan.budget(), at), row);
        row.candidates = DomainName.texts(plan.domains()).toArray(String[]::new);
        SearchPlanEntity planned = new SearchPlanEntity();
        planned.search = search;
        PlanRows.write(plan, planned);
        planned.persist();
        return true;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean asked(String search, int round, List<Shard> shards, List<GuidedProgressed.Leader> best) {
        SearchEntity row = row(search);
        Optional<SearchLife.Running> running = measured(row, round);
        running.ifPresent(life -> {
            SearchRows.write(life.ask(shards.size()), row);
            row.best = Json.text(best);
            for (int number = 0; number < shards.size(); number++) {
                Shard shard = shards.get(number);
                SearchShardEntity part = new SearchShardEntity();
                part.plan(number, shard.request(), shard.request().evaluationId());
                part.search = search;
                part.round = row.round;
                part.rowEvaluations = shard.rows();
                part.persist();
            }
        });
        return running.isPresent();
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean completed(String search, int round, GuidedReady result, Instant at) {
        SearchEntity row = row(search);
        Optional<SearchLife.Running> running = measured(row, round);
        running.ifPresent(life -> {
            SearchRows.write(life.complete(at), row);
            row.result = Json.text(result);
        });
        return running.isPresent();
    }

    /** The search, if it runs and has everything that it asked for in a round. */
    private static Optional<SearchLife.Running> measured(SearchEntity row, int round) {
        return SearchRows.read(row) instanceof SearchLife.Running running && running.progress().round() == round
                && running.progress().isMeasured() ? Optional.of(running) : Optional.empty();
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public void failed(String search, Failure failure, Instant at) {
        SearchEntity row = row(search);
        SearchLife life = SearchRows.read(row);
        if (life instanceof SearchLife.Requested || life instanceof SearchLife.Running) {
            SearchRows.write(life.fail(failure, at), row);
        }
    }

    @Override
    @Transactional
    public boolean isWanted(String search, String shard) {
        return SearchShardEntity.count("from SearchShardEntity p, SearchEntity s where p.id = ?1 and p.status = ?2"
                + " and s.id = p.search and s.id = ?3 and s.status = ?4", shard, ShardEntity.PLANNED, search,
                SearchStatus.RUNNING) > 0;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean shardDone(String search, String shard, Done done, Instant at) {
        SearchEntity row = row(search);
        SearchShardEntity part = rows.find(SearchShardEntity.class, shard).orElseThrow();
        SearchLife life = SearchRows.read(row);
        if (part.is(ShardEntity.DONE) || life instanceof SearchLife.Cancelled) {
            return false;
        }
        SearchRows.write(life.shardDone(done, part.is(ShardEntity.FAILED), at), row);
        part.done(done.seconds(), done.device(), at);
        measurements.insert(search, part.round, done.measurements());
        return true;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public boolean shardFailed(String search, String shard, Failure failure, Instant at) {
        SearchEntity row = row(search);
        SearchShardEntity part = rows.find(SearchShardEntity.class, shard).orElseThrow();
        SearchLife life = SearchRows.read(row);
        if (!part.is(ShardEntity.PLANNED)
                || !(life instanceof SearchLife.Running || life instanceof SearchLife.Paused)) {
            return false;
        }
        SearchRows.write(life.shardFailed(failure, at), row);
        part.failed(failure, at);
        return true;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public SearchView pause(String search) {
        return change(search, SearchLife::pause);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public SearchView resume(String search, Instant at) {
        SearchView view = change(search, life -> life.resume(at));
        SearchShardEntity.update("status = ?1, failure = null, finishedAt = null where search = ?2 and status = ?3",
                ShardEntity.PLANNED, search, ShardEntity.FAILED);
        return view;
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public SearchView cancel(String search, Instant at) {
        return change(search, life -> life.cancel(at));
    }

    private SearchView change(String search, UnaryOperator<SearchLife> transition) {
        SearchEntity row = rows.find(SearchEntity.class, search).orElseThrow(
                () -> new ShakerException(ErrorCode.SEARCH_UNKNOWN, "there is no search '" + search + "'")
                        .with("search", search));
        try {
            SearchRows.write(transition.apply(SearchRows.read(row)), row);
        } catch (ShakerException e) {
            throw e.with("search", search);
        }
        return SearchRows.toView(row);
    }

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public List<EvaluationRequested> unfinished(String search) {
        return SearchShardEntity.<SearchShardEntity>list("search = ?1 and status = ?2 order by round, number", search,
                ShardEntity.PLANNED).stream().map(part -> Json.stored(part.request, EvaluationRequested.class))
                .toList();
    }

    /** Shards may end on several workers at the same time, and people pause: one after the other. */
    private SearchEntity row(String id) {
        return rows.find(SearchEntity.class, id).orElseThrow();
    }
}
