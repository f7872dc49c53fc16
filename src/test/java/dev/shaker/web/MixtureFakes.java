package dev.shaker.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;

import dev.shaker.Named;
import dev.shaker.event.Failure;
import dev.shaker.event.Json;
import dev.shaker.event.MixtureRequested;
import dev.shaker.identity.EvaluationId;
import dev.shaker.identity.MixtureId;
import dev.shaker.identity.SpaceName;
import dev.shaker.mixture.MixtureCatalog;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;
import dev.shaker.pipeline.MixtureLedger;

/** Mixtures in memory: a ready one, a failed one, and those that tests ask for. */
@Alternative
@ApplicationScoped
public class MixtureFakes implements MixtureCatalog, MixtureLedger {
    private final Map<String, MixtureView> requests = new ConcurrentSkipListMap<>();

    MixtureFakes() {
        requests.put("ready-1", new MixtureView("ready-1", Named.space("tiny"), MixtureStatus.READY,
                "{\"select\":{\"strategy\":\"greedy\",\"size\":2}}", Named.mixture(WebFakes.MIXTURE), 3,
                List.of(new MixtureView.Member(Named.domain("ag"), WebFakes.id("ag")),
                        new MixtureView.Member(Named.domain("sst2"), WebFakes.id("sst2"))),
                0.25, 0.4,
                "s3://shaker/mixtures/tiny/x/recipe.json", false, null, null, Map.of(), WebFakes.NOW, WebFakes.NOW));
        requests.put("failed-1",
                new MixtureView("failed-1", Named.space("tiny"), MixtureStatus.FAILED, "{}", null, 3, List.of(),
                        null, 0, null, false, "domain-unknown", "space 'tiny' has no adapter for domain 'x'",
                        Map.of("domain", "x"), WebFakes.NOW, WebFakes.NOW));
    }

    @Override
    public Optional<MixtureView> byRequest(String requestId) {
        return Optional.ofNullable(requests.get(requestId));
    }

    @Override
    public Optional<MixtureView> byId(MixtureId mixtureId) {
        return requests.values().stream().filter(view -> mixtureId.equals(view.id())).findFirst();
    }

    @Override
    public Optional<MixtureView> byId(SpaceName space, MixtureId mixtureId) {
        return byId(mixtureId).filter(view -> view.space().equals(space));
    }

    List<MixtureView> newestFirst() {
        return requests.values().stream().sorted(Comparator.comparing(MixtureView::requestId).reversed()).toList();
    }

    @Override
    public void open(MixtureRequested request, Instant at) {
        requests.putIfAbsent(request.requestId(),
                new MixtureView(request.requestId(), Named.space(request.space()), MixtureStatus.REQUESTED,
                        new String(Json.bytes(request), java.nio.charset.StandardCharsets.UTF_8), null, 0,
                        new ArrayList<>(), null, 0, null, false, null, null, Map.of(), at, null));
    }

    @Override
    public boolean isSettled(String requestId) {
        return byRequest(requestId).filter(view -> view.status() != MixtureStatus.REQUESTED).isPresent();
    }

    @Override
    public void reopen(String requestId) {
        throw new UnsupportedOperationException("REST works no mixture");
    }

    @Override
    public void asked(String requestId, List<EvaluationId> evaluations) {
        throw new UnsupportedOperationException("REST finishes no mixture");
    }

    @Override
    public boolean ready(String requestId, Ready outcome, Instant at) {
        throw new UnsupportedOperationException("REST finishes no mixture");
    }

    @Override
    public boolean failed(MixtureRequested request, Failure failure, Instant at) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean failed(String requestId, Failure failure, Instant at) {
        throw new UnsupportedOperationException("REST finishes no mixture");
    }

    @Override
    public Optional<Ready> stored(MixtureId mixtureId) {
        return Optional.empty();
    }
}
