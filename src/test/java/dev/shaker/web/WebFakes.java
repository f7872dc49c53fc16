package dev.shaker.web;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.AdapterFormat;
import dev.shaker.adapter.AdapterMethod;
import dev.shaker.adapter.AdapterStatus;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.BaseModelReference;
import dev.shaker.adapter.RegisteredAdapter;
import dev.shaker.adapter.Rejection;
import dev.shaker.adapter.Space;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.EvaluationStatus;
import dev.shaker.evaluation.EvaluationView;
import dev.shaker.evaluation.MeasuredRows;
import dev.shaker.evaluation.RowOutcomes;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventData;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.FsdView;
import dev.shaker.fsd.LayerConflicts;
import dev.shaker.fsd.LayeredFsd;
import dev.shaker.fsd.PairConflicts;
import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.pipeline.DeadLetterReplay;
import dev.shaker.pipeline.EffectOnce;
import dev.shaker.pipeline.Outbox;

/**
 * The ports behind REST, in memory: one space of three domains, one of which has an adapter that was superseded and one
 * that cannot be compared with another.
 */
@Alternative
@ApplicationScoped
public class WebFakes
        implements
            AdapterCatalog,
            EvaluationCatalog,
            FsdCatalog,
            LayeredFsd,
            Outbox,
            EffectOnce,
            DeadLetterReplay {
    static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    static final String MIXTURE = "f".repeat(64);

    private static final BaseModelReference BASE = new BaseModelReference("tiny", "s3://shaker/base/", "b".repeat(64));

    private final List<EventData> added = new CopyOnWriteArrayList<>();
    private final List<Envelope<?>> forwarded = new CopyOnWriteArrayList<>();
    private final AtomicInteger read = new AtomicInteger();
    private final Set<String> worked = new HashSet<>();
    private final Map<String, String> contents = new HashMap<>();

    @Produces
    @Singleton
    @Alternative
    static Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    /** How often the matrix was read. */
    int read() {
        return read.get();
    }

    List<EventData> added() {
        return List.copyOf(added);
    }

    List<Envelope<?>> forwarded() {
        return List.copyOf(forwarded);
    }

    static AdapterId id(String domain) {
        return Named.adapter(String.format("%64s", Integer.toHexString(domain.hashCode())).replace(' ', '0'));
    }

    private static RegisteredAdapter adapter(String domain, AdapterStatus status, AdapterId id) {
        return new RegisteredAdapter(id, Named.space("tiny"), Named.domain(domain), AdapterMethod.PFEIFFER,
                AdapterFormat.ADAPTER_HUB, status,
                "s3://shaker/" + domain + "/", new TreeMap<>(Map.of("adapter.safetensors", "c".repeat(64))), BASE,
                List.of("no", "yes"), null, null, 128, "s3://shaker/planes/" + id, null, 2, 100, 7L, null, 3, NOW, NOW);
    }

    @Override
    public List<Space> spaces() {
        return List.of(new Space(Named.space("tiny"), AdapterMethod.PFEIFFER, BASE, 4, 3));
    }

    @Override
    public Optional<Space> space(SpaceName name) {
        if (name.name().equals("away")) {
            throw new dev.shaker.error.ShakerException(dev.shaker.error.ErrorCode.DATABASE_UNAVAILABLE, "no database");
        }
        if (name.name().equals("broken")) {
            throw new IllegalStateException("secret inner workings");
        }
        return spaces().stream().filter(space -> space.name().equals(name)).findFirst();
    }

    @Override
    public List<RegisteredAdapter> adapters(SpaceName space) {
        return List.of(adapter("ag", AdapterStatus.SUPERSEDED, Named.adapter("0".repeat(64))),
                adapter("ag", AdapterStatus.REGISTERED, id("ag")), adapter("rct", AdapterStatus.REGISTERED, id("rct")),
                adapter("sst2", AdapterStatus.REGISTERED, id("sst2")));
    }

    @Override
    public List<RegisteredAdapter> current(SpaceName space) {
        return adapters(space).stream().filter(adapter -> adapter.status() == AdapterStatus.REGISTERED).toList();
    }

    @Override
    public Optional<Instant> withdrawn(SpaceName space, DomainName domain) {
        return domain.name().equals("gone") ? Optional.of(NOW) : Optional.empty();
    }

    @Override
    public List<RegisteredAdapter> byId(AdapterId id) {
        return adapters(Named.space("tiny")).stream().filter(adapter -> adapter.id().equals(id)).toList();
    }

    @Override
    public Optional<Announcement> announcement(String source, String eventId) {
        return announcements(eventId).stream().filter(found -> found.source().equals(source)).findFirst();
    }

    @Override
    public List<Announcement> announcements(String eventId) {
        List<String> sources = switch (eventId) {
            case "event-1" -> List.of("/training");
            case "event-2" -> List.of("/training", "/training/other");
            default -> List.of();
        };
        return sources.stream().map(source -> new Announcement(source, eventId, "tiny", "ag", "s3://shaker/ag/",
                Announcement.Outcome.REGISTERED, id("ag"), 3L, null, null, Map.of(), NOW)).toList();
    }

    List<Rejection> rejections(SpaceName space) {
        return List.of(new Rejection("event-2", space.name(), "mnli", "s3://shaker/mnli/", "tensor-not-finite",
                "NaN in tensor x at 7", Map.of("tensor", "x", "index", "7"), NOW));
    }

    @Override
    public FsdMatrix matrix(SpaceName space, Basis basis) {
        read.incrementAndGet();
        return layered(Named.domains("ag", "rct", "sst2"));
    }

    /** ag and rct cannot be compared; ag and sst2 conflict in 49 of 98, rct and sst2 in 10 of 80. */
    @Override
    public FsdMatrix submatrix(SpaceName space, java.util.Collection<DomainName> domains, Basis basis) {
        return layered(domains);
    }

    @Override
    public List<dev.shaker.fsd.FsdAverage> averages(SpaceName space, Basis basis, String after, int limit) {
        FsdMatrix matrix = matrix(space, basis);
        return matrix.entries().stream().filter(entry -> entry.domain().name().compareTo(after) > 0).limit(limit)
                .map(entry -> {
                    int i = matrix.indexOf(entry.domain()).orElseThrow();
                    int others = (int) matrix.entries().stream().filter(other -> !other.equals(entry)
                            && matrix.pair(i, matrix.indexOf(other.domain()).orElseThrow()).isPresent()).count();
                    return new dev.shaker.fsd.FsdAverage(entry.domain(), entry.adapterId(), others,
                            matrix.averageIncludingSelf(i).times(others + 1));
                }).toList();
    }

    @Override
    public List<dev.shaker.fsd.FsdCell> row(SpaceName space, DomainName domain, Basis basis, String after,
            int limit) {
        FsdMatrix matrix = matrix(space, basis);
        int i = matrix.indexOf(domain).orElseThrow();
        return matrix.entries().stream()
                .filter(other -> !other.domain().equals(domain) && other.domain().name().compareTo(after) > 0)
                .flatMap(other -> matrix.pair(i, matrix.indexOf(other.domain()).orElseThrow()).stream()
                        .map(pair -> new dev.shaker.fsd.FsdCell(other.domain(), other.adapterId(), pair)))
                .limit(limit).toList();
    }

    @Override
    public FsdView view(SpaceName space, Basis basis) {
        return matrix(space, basis);
    }

    @Override
    public FsdMatrix among(Collection<RegisteredAdapter> members, Basis basis) {
        return layered(members.stream().map(RegisteredAdapter::domain).toList());
    }

    @Override
    public SortedMap<DomainName, PairConflicts> row(RegisteredAdapter adapter, Collection<RegisteredAdapter> others,
            Basis basis) {
        throw new UnsupportedOperationException("no test of the web asks for it");
    }

    @Override
    public List<RegisteredAdapter> current(SpaceName space, Collection<DomainName> domains) {
        return current(space).stream().filter(adapter -> domains.contains(adapter.domain())).toList();
    }

    private static FsdMatrix layered(Collection<DomainName> domains) {
        FsdMatrix.Builder builder = FsdMatrix.builder();
        domains.stream().filter(Named.domains("ag", "rct", "sst2")::contains).sorted()
                .forEach(domain -> builder.add(domain, id(domain.name())));
        if (domains.contains(Named.domain("ag")) && domains.contains(Named.domain("sst2"))) {
            builder.pair(Named.domain("ag"), Named.domain("sst2"), PairConflicts
                    .of(List.of(new LayerConflicts("down", 40, 60, 60), new LayerConflicts("up", 9, 38, 40))));
        }
        if (domains.contains(Named.domain("rct")) && domains.contains(Named.domain("sst2"))) {
            builder.pair(Named.domain("rct"), Named.domain("sst2"), PairConflicts
                    .of(List.of(new LayerConflicts("down", 10, 50, 60), new LayerConflicts("up", 0, 30, 40))));
        }
        return builder.build();
    }

    @Override
    public Optional<EvaluationView> evaluation(EvaluationId id) {
        return ofSpace(Named.space("tiny")).stream().filter(view -> view.id().equals(id)).findFirst();
    }

    /** Of one of them it is known which rows were right. */
    @Override
    public Optional<MeasuredRows> rows(EvaluationId id) {
        return id.equals(Named.evaluation("e1"))
                ? Optional.of(new MeasuredRows(RowOutcomes.of(200, row -> row < 180), Optional.empty()))
                : Optional.empty();
    }

    @Override
    public List<EvaluationView> ofSpace(SpaceName space) {
        return List.of(
                new EvaluationView(Named.evaluation("e1"), Named.space("tiny"), null, id("ag"), Named.domain("ag"),
                        "test", null, EvaluationStatus.COMPLETED, 180,
                        200, null, 1.5, "cpu", null, null, Map.of(), NOW, NOW),
                new EvaluationView(Named.evaluation("e2"), Named.space("tiny"), Named.mixture(MIXTURE), id("ag"),
                        Named.domain("ag"), "test", null, EvaluationStatus.COMPLETED, 170,
                        200, 180, 1.5, "cpu", null, null, Map.of(), NOW, NOW),
                new EvaluationView(Named.evaluation("e3"), Named.space("tiny"), Named.mixture(MIXTURE), id("sst2"),
                        Named.domain("sst2"), "test", null, EvaluationStatus.FAILED,
                        null, null, null, null, null, "data-row-invalid", "line 3 has no label", Map.of("line", "3"),
                        NOW, NOW));
    }

    @Override
    public List<EvaluationView> ofMixture(MixtureId mixtureId) {
        return ofSpace(Named.space("tiny")).stream().filter(view -> mixtureId.equals(view.mixtureId())).toList();
    }

    @Override
    public int replay(String topic) {
        if (!topic.equals("shaker.train-completed")) {
            throw new dev.shaker.error.ShakerException(dev.shaker.error.ErrorCode.RESOURCE_UNKNOWN, "no dead letters");
        }
        return 2;
    }

    @Override
    public SortedMap<String, Long> waiting() {
        return new TreeMap<>(Map.of("shaker.train-completed", 2L, "shaker.mixture-request", 0L));
    }

    @Override
    public String add(EventData event) {
        added.add(event);
        return "out-" + added.size();
    }

    @Override
    public void forward(Envelope<?> event) {
        forwarded.add(event);
    }

    @Override
    public synchronized boolean isDone(String consumer, String eventId) {
        return worked.contains(consumer + " " + eventId);
    }

    @Override
    public synchronized boolean isOther(String consumer, String eventId, String content) {
        return !content.equals(contents.getOrDefault(eventId, content));
    }

    @Override
    public void prepare(Runnable effect) {
        effect.run();
    }

    @Override
    public synchronized boolean apply(String consumer, String eventId, Runnable effect) {
        if (!worked.add(consumer + " " + eventId)) {
            return false;
        }
        effect.run();
        return true;
    }

    @Override
    public synchronized boolean apply(String consumer, String eventId, String content, Runnable effect) {
        if (isOther(consumer, eventId, content)) {
            throw EffectOnce.conflict(eventId);
        }
        contents.put(eventId, content);
        return apply(consumer, eventId, effect);
    }
}
