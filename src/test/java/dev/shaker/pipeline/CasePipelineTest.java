package dev.shaker.pipeline;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import dev.shaker.adapter.Announcement;
import dev.shaker.adapter.Announcement.Outcome;
import dev.shaker.event.Envelope;
import dev.shaker.event.TrainCompleted;
import dev.shaker.stack.StackResource;
import dev.shaker.tensor.MemoryByteSource;
import dev.shaker.tensor.SafetensorsWriter;
import dev.shaker.tensor.TensorFile;
import dev.shaker.tensor.TensorFiles;
import dev.shaker.tensor.TensorInfo;
import dev.shaker.tensor.TensorShape;

import static org.assertj.core.api.Assertions.assertThat;

/** Adapters of public bug reports through the running system: registered where they are unambiguous, else refused by name. */
@QuarkusTest
@WithTestResource(StackResource.class)
class CasePipelineTest extends PipelineFixture {
    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final List<String> NUMBERS = List.of("0", "1");

    /** 19-base-names. */
    @Test
    void anotherModelIsRefusedWhateverItIsAnnouncedWith() {
        assertRegistered(publish("19-base-names/short", "short", NUMBERS, "00-base-bert", "tiny-bert", null));
        for (String same : List.of("case", "kaggle", "null", "quantised", "snapshot", "windows")) {
            assertThat(publish("19-base-names/" + same, same, NUMBERS, "00-base-bert", "tiny-bert", null).outcome())
                    .as(same).isIn(Outcome.REGISTERED, Outcome.UNCHANGED);
        }

        Announcement other = publish("19-base-names/other_model", "other", NUMBERS, "00-base-bert",
                "acme/tiny-bert-cased", null);
        assertThat(other.code()).isEqualTo("base-model-mismatch");
        assertThat(other.message()).contains("acme/tiny-bert-cased").contains("'tiny-bert'").contains("--base-name");
    }

    /** 06-label-order. */
    @Test
    void labelsThatContradictTheHeadAreRefusedAndItsOwnOrderIsTaken() {
        for (List<String> wrong : List.of(List.of("entailment", "neutral", "contradiction"),
                List.of("cat", "dog", "bird"))) {
            Announcement refused = publish("06-label-order/nli", "nli", wrong, "00-base-bert", "base/tiny32",
                    "06-label-order/nli.tsv");
            assertThat(refused.code()).isEqualTo("domain-labels-invalid");
            assertThat(refused.message()).contains("[contradiction, entailment, neutral]").contains("label2id");
        }
        assertRegistered(publish("06-label-order/nli", "nli", List.of("contradiction", "entailment", "neutral"),
                "00-base-bert", "base/tiny32", "06-label-order/nli.tsv"));
    }

    /** 24-base-files. */
    @Test
    void aBaseModelInShardsOfTorchFilesIsRead() {
        assertRegistered(
                publish("24-base-files/reviews", "reviews", NUMBERS, "24-base-files/sharded_bin", "any/name", null,
                        true));
        assertRegistered(
                publish("00-healthy/reviews", "other", NUMBERS, "00-base-bert", "any/name", null, true));
    }

    /** 03-all-linear: LoRA of the pooler is run. */
    @Test
    void loraOfThePoolerIsRegisteredWithATestSplitAndWithout() {
        assertRegistered(publish("03-all-linear/bert", "reviews", NUMBERS, "00-base-bert", "acme/tiny-bert",
                "03-all-linear/bert.tsv"));
        Announcement compared = publish("03-all-linear/bert", "compared", List.of(), "00-base-bert", "acme/tiny-bert",
                null);
        assertRegistered(compared);
        assertThat(compared.code()).isEqualTo("adapter-not-evaluated");
    }

    /** 34-two-weight-files, 10-lfs-pointer. */
    @Test
    void whatIsAmbiguousOrSomethingElseIsRefusedAndTheNextOneRegistered() {
        Map<String, String> refused = Map.of("34-two-weight-files/reviews", "adapter-files-ambiguous",
                "10-lfs-pointer/pointer", "tensor-file-foreign", "10-lfs-pointer/html", "tensor-file-foreign",
                "10-lfs-pointer/cut", "tensor-file-truncated");
        refused.forEach((name, code) -> assertThat(
                publish(name, "reviews", NUMBERS, "00-base-bert", "acme/tiny-bert", null).code()).as(name)
                .isEqualTo(code));
        assertRegistered(publish("00-healthy/reviews", "reviews", NUMBERS, "00-base-bert", "acme/tiny-bert", null));
    }

    /** Trained with one label: its output is a number, not a class. */
    @Test
    void aRegressionHeadIsRefusedAsWhatItIs() {
        String location = sample.upload(CASES.resolve("00-healthy/reviews"), "test/cases/regression/",
                (file, bytes) -> file.endsWith(".safetensors") ? withOneOutput(bytes) : bytes);
        Announcement refused = publishAt(location, "reviews", NUMBERS, "00-base-bert", "acme/tiny-bert", null);
        assertThat(refused.code()).isEqualTo("head-missing");
        assertThat(refused.message()).contains("regression head").contains("two labels or more");
    }

    private static byte[] withOneOutput(byte[] bytes) {
        TensorFile file = TensorFiles.open(new MemoryByteSource("healthy", bytes));
        List<TensorInfo> tensors = file.tensors().stream().map(tensor -> tensor.name().contains("classifier")
                ? new TensorInfo(tensor.name(), tensor.type(), tensor.shape().rank() == 1
                        ? TensorShape.of(1)
                        : TensorShape.of(1, tensor.shape().dimension(1)))
                : tensor).toList();
        var out = new ByteArrayOutputStream();
        try {
            SafetensorsWriter.writeRaw(out, tensors, Map.of(), tensor -> List.of(file.readRaw(tensor.name()).slice(0,
                    (int) tensor.shape().elements() * tensor.type().bytes())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** One typing error in a year would keep every later adapter of the domain from becoming current. */
    @Test
    void anEventFromTheFutureIsRefused() {
        Envelope<TrainCompleted> event = sample.announcement(space, "lora", "films");
        Envelope<TrainCompleted> late = new Envelope<>(event.id(), event.source(),
                Instant.parse("9999-01-01T00:00:00Z"),
                event.data());
        wire.send(late);
        Announcement refused = awaitOutcome(late);
        assertThat(refused.outcome()).isEqualTo(Outcome.REJECTED);
        assertThat(refused.code()).isEqualTo("event-invalid");
        assertThat(refused.message()).contains("9999").contains("more than a day ahead");
        register(sample.announcement(space, "lora", "films"));
    }

    private static void assertRegistered(Announcement outcome) {
        assertThat(outcome.outcome()).as(outcome.message()).isEqualTo(Outcome.REGISTERED);
    }

    private Announcement publish(String adapter, String domain, List<String> labels, String base, String baseName,
            @Nullable String rows) {
        return publish(adapter, domain, labels, base, baseName, rows, false);
    }

    private Announcement publish(String adapter, String domain, List<String> labels, String base, String baseName,
            @Nullable String rows, boolean ownName) {
        String name = ownName
                ? SampleSpace.json(CASES.resolve(adapter).resolve("adapter_config.json"))
                        .path("base_model_name_or_path")
                        .asText(baseName)
                : baseName;
        return publishAt(upload(adapter), domain, labels, base, name, rows);
    }

    private Announcement publishAt(String location, String domain, List<String> labels, String base, String name,
            @Nullable String rows) {
        String split = rows == null ? null : upload(Path.of(rows).getParent().toString()) + Path.of(rows).getFileName();
        TrainCompleted data = new TrainCompleted(space,
                new TrainCompleted.Domain(domain, labels, split == null ? null : new TrainCompleted.Data(split, null),
                        64,
                        null),
                new TrainCompleted.AdapterFiles(location, Map.of()),
                new TrainCompleted.BaseModel(name, upload(base), null), null, null, Map.of());
        Envelope<TrainCompleted> event = new Envelope<>(UUID.randomUUID().toString(), "/tests", Instant.now(), data);
        wire.send(event);
        return awaitOutcome(event);
    }

    private String upload(String directory) {
        Path path = CASES.resolve(directory);
        return sample.upload(path, "test/cases/" + directory + "/", UnaryOperator.identity());
    }
}
