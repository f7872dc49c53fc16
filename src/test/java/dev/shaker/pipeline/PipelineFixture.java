package dev.shaker.pipeline;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

import dev.shaker.Named;
import dev.shaker.adapter.AdapterCatalog;
import dev.shaker.adapter.AdapterStore;
import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.adapter.SpaceSignature.Basis;
import dev.shaker.evaluation.EvaluationCatalog;
import dev.shaker.evaluation.sweep.SweepCatalog;
import dev.shaker.event.Envelope;
import dev.shaker.event.MixtureRequested;
import dev.shaker.event.TrainCompleted;
import dev.shaker.fsd.FsdAverage;
import dev.shaker.fsd.FsdCatalog;
import dev.shaker.fsd.FsdCell;
import dev.shaker.fsd.FsdMatrix;
import dev.shaker.fsd.LayeredFsd;
import dev.shaker.mixture.MixtureCatalog;
import dev.shaker.mixture.MixtureStatus;
import dev.shaker.mixture.MixtureView;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The running pipeline, a space of its own for each test, and what every test of it sends and awaits. */
abstract class PipelineFixture {
    static final Duration PATIENCE = Duration.ofMinutes(2);

    @Inject
    AdapterStore store;
    @Inject
    AdapterCatalog adapters;
    @Inject
    Listings listings;
    @Inject
    FsdCatalog matrices;
    @Inject
    LayeredFsd layers;
    @Inject
    MixtureCatalog mixtures;
    @Inject
    EvaluationCatalog evaluations;
    @Inject
    SweepCatalog sweeps;
    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    SampleSpace sample;
    Wire wire;
    String space;
    private final List<String> topics;

    /** @param topics whose events the test reads */
    PipelineFixture(String... topics) {
        this.topics = List.of(topics);
    }

    @BeforeEach
    void open() {
        sample = new SampleSpace(store);
        wire = new Wire(bootstrapServers, topics);
        space = "space-" + UUID.randomUUID();
    }

    @AfterEach
    void close() throws InterruptedException {
        wire.close();
    }

    /** Announces the sample's adapters of a method and waits until all are registered. */
    void publishAll(String method, List<String> domains) {
        List<Envelope<TrainCompleted>> sent = domains.stream()
                .map(domain -> sample.announcement(space, method, domain)).toList();
        sent.forEach(wire::send);
        sent.forEach(this::assertRegistered);
    }

    void register(Envelope<TrainCompleted> event) {
        wire.send(event);
        assertRegistered(event);
    }

    private void assertRegistered(Envelope<TrainCompleted> event) {
        Announcement outcome = awaitOutcome(event);
        assertThat(outcome.outcome()).as(outcome.message()).isEqualTo(Outcome.REGISTERED);
    }

    Announcement awaitOutcome(Envelope<?> event) {
        return awaitOutcome(event.source(), event.id());
    }

    Announcement awaitOutcome(String source, String id) {
        return await().atMost(PATIENCE).until(() -> adapters.announcement(source, id), Optional::isPresent)
                .orElseThrow();
    }

    MixtureView awaitMixture(MixtureRequested request) {
        wire.send(new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(), request));
        return awaitMixture(request.requestId());
    }

    MixtureView awaitMixture(String requestId) {
        return await().atMost(PATIENCE).until(() -> mixtures.byRequest(requestId),
                view -> view.isPresent() && view.get().status() != MixtureStatus.REQUESTED).orElseThrow();
    }

    static MixtureRequested.Select explicit(List<String> members, @Nullable String basis) {
        return new MixtureRequested.Select("explicit", null, List.of(), members, null, basis);
    }

    /** An adapter of domain nli, as it is in the sample or with one sign turned. */
    Envelope<TrainCompleted> trained(String method, boolean changed, Instant at) {
        TrainCompleted data = sample.announcement(space, method, "nli").data();
        String weights = sample.upload(SampleSpace.ROOT.resolve(method).resolve("nli"),
                "test/trained/" + method + changed + "/", (file, bytes) -> {
                    byte[] turned = bytes.clone();
                    if (changed && file.startsWith("adapter") && file.endsWith(".safetensors")) {
                        // The sign of the first number; the last one of a LoRA adapter is its head's.
                        long header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
                        turned[(int) (Long.BYTES + header + Float.BYTES - 1)] ^= (byte) 0x80;
                    }
                    return turned;
                });
        return new Envelope<>(UUID.randomUUID().toString(), "/tests", at, new TrainCompleted(space, data.domain(),
                new TrainCompleted.AdapterFiles(weights, Map.of()), data.baseModel(), data.initSeed(), null,
                Map.of()));
    }

    /** In both bases, against the matrix recomputed from its rows. */
    void sumsAreThoseOfTheMatrix(int size) {
        for (Basis basis : Basis.values()) {
            FsdMatrix matrix = matrices.matrix(Named.space(space), basis);
            List<FsdAverage> averages = matrices.averages(Named.space(space), basis, "", 100);
            assertThat(averages).hasSize(size);
            for (int i = 0; i < size; i++) {
                FsdAverage average = averages.get(i);
                assertThat(average.includingSelf()).isEqualTo(matrix.averageIncludingSelf(i));
                assertThat(average.ofOthers()).isEqualTo(matrix.averageOfOthers(i));
                List<String> others = new ArrayList<>(
                        matrix.entries().stream().map(one -> one.domain().name()).toList());
                others.remove(average.domain().name());
                assertThat(matrices.row(Named.space(space), average.domain(), basis, "", 1000))
                        .extracting(one -> one.domain().name())
                        .isSubsetOf(others).hasSize(average.comparable());
            }
        }
    }
}
