package dev.shaker.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.shaker.cli.common.Documents;
import dev.shaker.cli.common.ExitCode;

import static org.assertj.core.api.Assertions.assertThat;

class AdapterPublishCommandTest {
    private static final String SAMPLE = "src/sample/";

    private final FakeInstance instance = new FakeInstance();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void publishUploadsAnAdapterAndWaitsUntilItIsRegistered() {
        // When
        CommandLineRun run = publish(SAMPLE + "pfeiffer/reviews", "--base", SAMPLE + "base", "--test",
                SAMPLE + "domains/reviews/test.tsv", "--labels", "negative,positive", "--max-length", "64", "--seed",
                "7");
        // Then
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("reviews: registered as id-reviews, generation 1\n");
        assertThat(run.exitCode()).isZero();
        JsonNode event = instance.catalogue.announced.getFirst();
        assertThat(event.at("/space").asText()).isEqualTo("mini");
        assertThat(event.at("/domain/name").asText()).isEqualTo("reviews");
        assertThat(Documents.texts(event.at("/domain/labels"))).containsExactly("negative", "positive");
        assertThat(event.at("/domain/maxLength").asInt()).isEqualTo(64);
        assertThat(event.at("/domain/test/format").asText()).isEqualTo("tsv");
        assertThat(event.at("/initSeed").asInt()).isEqualTo(7);
        assertThat(event.at("/baseModel/name").asText()).isEqualTo("shaker-sample/tiny-bert");
        assertThat(Documents.textMap(event.at("/adapter/files"))).containsOnlyKeys("adapter.safetensors",
                "adapter_config.json", "head_config.json", "model_head.safetensors");
    }

    @Test
    void everyFileArrivesAsItIsWhereTheEventSays() throws IOException {
        // When
        publish(SAMPLE + "pfeiffer/reviews", "--base", SAMPLE + "base", "--labels", "a,b");
        // Then
        JsonNode event = instance.catalogue.announced.getFirst();
        for (String name : List.of("adapter.safetensors", "head_config.json")) {
            assertThat(object(event.at("/adapter/location").asText() + name))
                    .isEqualTo(Files.readAllBytes(Path.of(SAMPLE, "pfeiffer/reviews", name)));
        }
        assertThat(object(event.at("/baseModel/location").asText() + "vocab.txt"))
                .isEqualTo(Files.readAllBytes(Path.of(SAMPLE, "base/vocab.txt")));
    }

    @Test
    void whatIsInTheStoreIsNotUploadedAgain() {
        // Given
        publish(SAMPLE + "pfeiffer/reviews", "--base", SAMPLE + "base", "--labels", "a,b");
        int before = instance.requests("PUT").size();
        // When
        publish(SAMPLE + "pfeiffer/reviews", "--base", SAMPLE + "base", "--labels", "a,b");
        // Then
        assertThat(before).isEqualTo(10);
        assertThat(instance.requests("PUT")).hasSize(before);
    }

    @Test
    void anObjectThatWasOverwrittenIsUploadedAgain() {
        // Given
        publish(SAMPLE + "pfeiffer/reviews", "--base", SAMPLE + "base", "--labels", "a,b");
        String config = instance.objects.keySet().stream().filter(key -> key.endsWith("adapter_config.json"))
                .findFirst().orElseThrow();
        byte[] whole = instance.objects.getOrDefault(config, new byte[0]);
        instance.objects.put(config, new byte[whole.length]);
        instance.digests.remove(config);
        // When
        publish(SAMPLE + "pfeiffer/reviews", "--base", SAMPLE + "base", "--labels", "a,b");
        // Then
        assertThat(instance.objects.get(config)).isEqualTo(whole);
        assertThat(instance.requests("PUT")).hasSize(11);
    }

    @Test
    void severalAdaptersArePublishedInTheirOrder() {
        // When
        CommandLineRun run = publish(SAMPLE + "lora/posts", SAMPLE + "lora/films", SAMPLE + "lora/nli", "--base",
                "s3://models/tiny/", "--labels-file", SAMPLE + "domains/domains.json", "--test",
                SAMPLE + "domains/{domain}/test.tsv", "--json");
        // Then
        assertThat(run.document().findValuesAsText("domain")).containsExactly("posts", "films", "nli");
        assertThat(run.document().findValuesAsText("status")).containsOnly("registered");
        assertThat(instance.catalogue.announced).extracting(event -> event.at("/domain/name").asText())
                .containsExactly("posts", "films", "nli");
        assertThat(instance.catalogue.announced.get(2).at("/domain/labels")).hasSize(3);
        assertThat(instance.catalogue.announced.getFirst().at("/baseModel/location").asText())
                .isEqualTo("s3://models/tiny/");
    }

    @Test
    void aRejectionIsPrintedWithCodeAndMessageAndFails() {
        // When
        CommandLineRun run = publish(SAMPLE + "pfeiffer/reviews", "--base", "s3://models/tiny/", "--labels", "one");
        // Then
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).isEqualTo(
                "reviews: rejected, domain-labels-invalid: domain 'reviews' has 1 label; give at least two\n");
    }

    @Test
    void labelsComeFromTheAdaptersOwnHeadWhereNobodyNamesThem() {
        // When
        publish(SAMPLE + "pfeiffer/headlines", "--base", "s3://models/tiny/");
        // Then
        assertThat(instance.catalogue.announced.getFirst().at("/domain/labels")).hasSize(4);
    }

    @Test
    void aSpaceThatExistsKnowsItsBaseModel() {
        // Given
        publish(SAMPLE + "pfeiffer/reviews", "--base", "s3://models/tiny/", "--labels", "a,b");
        // When
        publish(SAMPLE + "pfeiffer/films", "--labels", "a,b");
        // Then
        assertThat(instance.catalogue.announced.getLast().at("/baseModel/location").asText())
                .isEqualTo("s3://models/tiny/");
    }

    @Test
    void aNewSpaceKnowsItsBaseModelByTheNameInTheAdapter() {
        CommandLineRun run = publish(SAMPLE + "lora/nli", "--base-digest", "a".repeat(64));
        assertThat(run.exitCode()).isZero();
        JsonNode event = instance.catalogue.announced.getFirst();
        assertThat(event.at("/baseModel/name").asText()).isEqualTo("shaker-sample/tiny-bert");
        assertThat(event.at("/baseModel").has("location")).isFalse();
        assertThat(event.at("/baseModel/digest").asText()).isEqualTo("a".repeat(64));
        assertThat(event.at("/domain/labels")).isEmpty();
    }

    @Test
    void nobodyWaitsWithNoWait() {
        CommandLineRun run = publish(SAMPLE + "pfeiffer/reviews", "--base", "s3://models/tiny/", "--labels", "a,b",
                "--no-wait");
        assertThat(run.out()).matches("reviews: published, event \\S+\n");
        assertThat(instance.requests("GET /api/v1/announcements")).isEmpty();
    }

    @Test
    void aStoreThatIsAwayForAMomentDoesNoHarm() {
        // Given
        instance.unavailable.set(3);
        // When
        CommandLineRun run = publish(SAMPLE + "pfeiffer/reviews", "--base", "s3://models/tiny/", "--labels", "a,b");
        // Then
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void onlyFilesOfAdaptersAreUploaded() throws IOException {
        // Given
        Path adapter = Files.createDirectory(directory.resolve("reviews"));
        Files.writeString(adapter.resolve("adapter_config.json"), "{\"model_name\": \"m\"}");
        Files.writeString(adapter.resolve("optimizer.pt"), "large");
        // When
        publish(adapter.toString(), "--base", "s3://models/tiny/", "--labels", "a,b");
        // Then
        assertThat(instance.objects.keySet()).singleElement().asString().endsWith("/adapter_config.json");
    }

    @Test
    void mistakesInTheCommandAreNamedBeforeAnythingIsSent() {
        assertThat(publish(SAMPLE + "nowhere", "--base", "s3://b/").err()).contains("is no directory");
        assertThat(publish(SAMPLE + "domains", "--base", "s3://b/").err()).contains("holds no adapter");
        assertThat(publish(SAMPLE + "lora/nli", "--base", "s3://b/", "--test", SAMPLE + "domains/nli/test.tsv").err())
                .contains("the labels of domain 'nli' are not known");
        assertThat(publish(SAMPLE + "lora/nli", SAMPLE + "pfeiffer/nli", "--labels", "a,b").err())
                .contains("two directories are of domain 'nli'");
        assertThat(publish(SAMPLE + "lora/nli", SAMPLE + "lora/films", "--domain", "x").exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(publish(SAMPLE + "lora/nli", "--labels", "a,b", "--test", "missing.tsv").exitCode())
                .isEqualTo(ExitCode.ENVIRONMENT);
        assertThat(instance.requests).isEmpty();
    }

    private CommandLineRun publish(String... arguments) {
        String[] all = new String[arguments.length + 4];
        System.arraycopy(new String[]{ "adapter", "publish", "--space", "mini" }, 0, all, 0, 4);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return CommandLineRun.of(instance, all);
    }

    private byte[] object(String location) {
        return instance.objects.getOrDefault(location.replaceFirst("^s3://bucket/", ""), new byte[0]);
    }
}
