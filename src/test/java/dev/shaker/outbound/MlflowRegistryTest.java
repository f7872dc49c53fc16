package dev.shaker.outbound;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.Json;
import dev.shaker.event.VerdictReached;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * Verdicts in MLflow's registry. SHAKER_MLFLOW=http://127.0.0.1:5000 in the environment runs the same against a server that somebody
 * has started there.
 */
class MlflowRegistryTest {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");
    private static final Optional<String> REAL = Optional.ofNullable(System.getenv("SHAKER_MLFLOW"));

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final OutboundCalls CALLS = new OutboundCalls(AllowedHosts.of("127.0.0.1", false),
            Duration.ofSeconds(30));
    private final String space = "mini-" + UUID.randomUUID();
    private final String model = space + " mixtures";
    private MlflowFake fake;

    @BeforeEach
    void open() throws IOException {
        fake = new MlflowFake();
        post("registered-models/create", Map.of("name", model));
        version("unrelated");
        version("old");
        version("new");
    }

    @AfterEach
    void close() {
        fake.close();
    }

    @Test
    void theVersionThatIsTheMixtureGetsTagsAndTheAliasWhenItPasses() {
        // When
        registry("champion").tell(verdict("old", "pass", NOON));

        // Then
        assertThat(tags(2)).containsEntry("shaker.mixture", SomeVerdict.hex("old"))
                .containsEntry("shaker.verdict", "pass")
                .containsEntry("shaker.verdict.policy", "release").containsEntry("shaker.verdict.time", NOON.toString())
                .containsEntry("shaker.verdict.id", SomeVerdict.hex("old-pass-" + NOON));
        assertThat(tags(1)).doesNotContainKey("shaker.verdict");
        assertThat(tags(3)).doesNotContainKey("shaker.verdict");
        assertThat(aliases()).isEqualTo(Map.of("champion", "2"));
        if (REAL.isEmpty()) {
            assertThat(fake.authorization).isEqualTo("Bearer t");
        }
    }

    @Test
    void toldAgainItIsTheSame() {
        registry("champion").tell(verdict("old", "pass", NOON));
        Map<String, String> once = tags(2);
        registry("champion").tell(verdict("old", "pass", NOON));
        assertThat(tags(2)).isEqualTo(once);
        assertThat(aliases()).isEqualTo(Map.of("champion", "2"));
    }

    @Test
    void whatDoesNotPassGetsTagsAloneAndNobodyLosesTheAlias() {
        registry("champion").tell(verdict("old", "pass", NOON));
        registry("champion").tell(verdict("new", "fail", NOON.plusSeconds(60)));
        registry("champion").tell(verdict("old", "inconclusive", NOON.plusSeconds(120)));
        assertThat(tags(2)).containsEntry("shaker.verdict", "inconclusive");
        assertThat(tags(3)).containsEntry("shaker.verdict", "fail");
        assertThat(aliases()).isEqualTo(Map.of("champion", "2"));
    }

    @Test
    void theOneThatPassedLastHasTheAliasInWhicheverOrderVerdictsCome() {
        List<Envelope<VerdictReached>> verdicts = List.of(verdict("old", "pass", NOON),
                verdict("new", "pass", NOON.plusSeconds(60)), verdict("old", "fail", NOON.minusSeconds(60)));
        for (int[] order : new int[][]{ { 0, 1, 2 }, { 1, 0, 2 }, { 2, 1, 0 }, { 1, 2, 0 }, { 0, 1, 0 } }) {
            for (int each : order) {
                registry("champion").tell(verdicts.get(each));
            }
            assertThat(tags(2)).containsEntry("shaker.verdict", "pass");
            assertThat(tags(3)).containsEntry("shaker.verdict", "pass");
            assertThat(aliases()).isEqualTo(Map.of("champion", "3"));
        }
    }

    @Test
    void aMixtureThatIsRegisteredTwiceHasItsLastVersionCalledSo() {
        version("old");
        registry("champion").tell(verdict("old", "pass", NOON));
        assertThat(tags(2)).containsEntry("shaker.verdict", "pass");
        assertThat(tags(4)).containsEntry("shaker.verdict", "pass");
        assertThat(aliases()).isEqualTo(Map.of("champion", "4"));
    }

    @Test
    void whatIsNotRegisteredOrUnderAnotherPolicyChangesNothing() {
        // When
        registry("champion").tell(verdict("nowhere", "pass", NOON));
        registry("champion").tell(SomeVerdict.of("x", space, "old", "lenient", "pass", NOON));
        new MlflowRegistry(new MlflowAccess(url(), Optional.empty(), "other-{space}", "release", Optional.empty()),
                CALLS).tell(verdict("old", "pass", NOON));

        // Then
        assertThat(tags(2)).containsOnlyKeys("shaker.mixture");
        assertThat(aliases()).isEmpty();
    }

    @Test
    void withoutAnAliasThereAreTagsAlone() {
        new MlflowRegistry(new MlflowAccess(URI.create(url() + "/"), Optional.empty(), "{space} mixtures", "release",
                Optional.empty()), CALLS).tell(verdict("old", "pass", NOON));
        assertThat(tags(2)).containsEntry("shaker.verdict", "pass");
        assertThat(aliases()).isEmpty();
    }

    @Test
    void whatMlflowRefusesIsToldWithItsReason() {
        ShakerException refused = catchThrowableOfType(ShakerException.class,
                () -> new MlflowCalls(access("champion"), CALLS).tag(new MlflowCalls.Version(model, "9", Map.of()), "a",
                        "b"));
        assertThat(refused.code()).isEqualTo(ErrorCode.OUTBOUND_REFUSED);
        assertThat(refused).hasMessageContaining("status 404").hasMessageContaining("RESOURCE_DOES_NOT_EXIST");
    }

    @Test
    void whatIsNoMlflowIsUnavailable() throws IOException {
        try (Receiver proxy = new Receiver(0)) {
            proxy.next(200, "<html>Sign in</html>");
            MlflowAccess access = new MlflowAccess(proxy.at(""), Optional.empty(), "m", "release", Optional.empty());
            ShakerException failure = catchThrowableOfType(ShakerException.class,
                    () -> new MlflowRegistry(access, CALLS).tell(verdict("old", "pass", NOON)));
            assertThat(failure.code()).isEqualTo(ErrorCode.OUTBOUND_UNAVAILABLE);
            assertThat(failure).hasMessageContaining("no JSON");
        }
    }

    private Envelope<VerdictReached> verdict(String mixture, String outcome, Instant at) {
        return SomeVerdict.of(mixture + "-" + outcome + "-" + at, space, mixture, "release", outcome, at);
    }

    private MlflowRegistry registry(String alias) {
        return new MlflowRegistry(access(alias), CALLS);
    }

    private MlflowAccess access(String alias) {
        return new MlflowAccess(url(), Optional.of("Bearer t"), "{space} mixtures", "release", Optional.of(alias));
    }

    private URI url() {
        return REAL.map(URI::create).orElseGet(fake::url);
    }

    private void version(String mixture) {
        post("model-versions/create", Map.of("name", model, "source", "s3://shaker/mixtures/" + mixture, "tags",
                List.of(Map.of("key", "shaker.mixture", "value", SomeVerdict.hex(mixture)))));
    }

    private Map<String, String> tags(int version) {
        Map<String, String> tags = new HashMap<>();
        ask(HttpRequest.newBuilder(at("model-versions/get?name=" + model.replace(" ", "%20") + "&version=" + version)))
                .at("/model_version/tags")
                .forEach(tag -> tags.put(tag.path("key").asText(), tag.path("value").asText()));
        return tags;
    }

    private Map<String, String> aliases() {
        Map<String, String> aliases = new HashMap<>();
        ask(HttpRequest.newBuilder(at("registered-models/get?name=" + model.replace(" ", "%20"))))
                .at("/registered_model/aliases")
                .forEach(one -> aliases.put(one.path("alias").asText(), one.path("version").asText()));
        return aliases;
    }

    private void post(String path, Object body) {
        ask(HttpRequest.newBuilder(at(path)).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body))));
    }

    private URI at(String path) {
        return URI.create(url() + "/api/2.0/mlflow/" + path);
    }

    private JsonNode ask(HttpRequest.Builder request) {
        try {
            var answer = CLIENT.send(request.build(), BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return Json.tree(answer.body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
