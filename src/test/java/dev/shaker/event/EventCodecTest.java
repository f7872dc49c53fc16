package dev.shaker.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class EventCodecTest {
    private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");
    private static final String REQUEST = """
            {"requestId": "r1", "space": "sample", "select": {"strategy": "greedy", "size": 3}%s}""";

    private final EventCodec codec = new EventCodec();

    @Test
    void binaryModeCarriesAttributesInHeaders() {
        // Given
        var event = new Envelope<>("e1", "/producer", NOW, request(new BigDecimal("0.40")));

        // When
        EventMessage message = codec.encode(event);

        // Then
        assertThat(message.topic()).isEqualTo("shaker.mixture-request");
        assertThat(message.key()).isEqualTo("sample");
        assertThat(message.headers()).containsExactly(Map.entry("ce_specversion", "1.0"), Map.entry("ce_id", "e1"),
                Map.entry("ce_source", "/producer"), Map.entry("ce_type", "dev.shaker.mixture-request.v1"),
                Map.entry("ce_time", "2026-01-31T12:00:00Z"), Map.entry("ce_subject", "sample"),
                Map.entry("content-type", "application/json"));
        assertThat(new String(message.body(), UTF_8)).contains("\"sparsity\":0.40").doesNotContain("null");
    }

    @Test
    void structuredModeIsTheSameEvent() {
        // Given
        String body = """
                {"specversion": "1.0", "id": "e1", "source": "/producer", "type": "dev.shaker.mixture-request.v1",
                 "time": "2026-01-31T13:00:00+01:00", "extension": 7, "data": %s}"""
                .formatted(REQUEST.formatted(", \"prune\": {\"sparsity\": 0.40}"));

        // When
        Envelope<?> event = codec.decode(Map.of("content-type", "application/cloudevents+json; charset=UTF-8"),
                body.getBytes(UTF_8), Instant.EPOCH);

        // Then
        assertThat(event).isEqualTo(new Envelope<>("e1", "/producer", NOW, request(new BigDecimal("0.40"))));
    }

    @Test
    void anEventWithoutTimeHasTheTimeOfItsRecord() {
        Envelope<?> event = codec.decode(headers(), REQUEST.formatted("").getBytes(UTF_8), NOW);
        assertThat(event.time()).isEqualTo(NOW);
    }

    @Test
    void unknownFieldsAreIgnoredEverywhere() {
        String body = REQUEST.formatted(", \"later\": [1], \"prune\": {\"sparsity\": 0.5, \"depth\": {}}");
        Envelope<?> event = codec.decode(headers(), body.getBytes(UTF_8), NOW);
        assertThat(event.data()).isEqualTo(request(new BigDecimal("0.5")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "1.5", "-3", "0.1234567890123456789012345" })
    void whatOnlyTheMixerCanJudgeReachesIt(String sparsity) {
        String body = REQUEST.replace("greedy", "no-such-strategy")
                .formatted(", \"prune\": {\"sparsity\": " + sparsity + "}");
        MixtureRequested data = (MixtureRequested) codec.decode(headers(), body.getBytes(UTF_8), NOW).data();
        assertThat(requireNonNull(data.prune()).sparsity()).isEqualTo(new BigDecimal(sparsity));
    }

    @Test
    void oneLabelReachesRegistration() {
        String body = """
                {"space": "s", "domain": {"name": "d", "labels": ["only"]}, "adapter": {"location": "s3://b/p/"},
                 "baseModel": {"name": "m", "location": "s3://b/m/"}}""";
        TrainCompleted data = (TrainCompleted) codec
                .decode(EventSchemasTest.headers(EventType.TRAIN_COMPLETED), body.getBytes(UTF_8), NOW).data();
        assertThat(data.domain().labels()).containsExactly("only");
        assertThat(data.metrics()).isEmpty();
        assertThat(data.adapter().files()).isEmpty();
    }

    @Test
    void parametersOfAMethodMayBeNumbers() {
        String body = REQUEST.formatted(", \"merge\": {\"parameters\": {\"seed\": 7, \"align\": true, \"d\": \"x\"}}");
        MixtureRequested data = (MixtureRequested) codec.decode(headers(), body.getBytes(UTF_8), NOW).data();
        assertThat(requireNonNull(data.merge()).parameters()).isEqualTo(Map.of("seed",
                IntNode.valueOf(7), "align", BooleanNode.TRUE, "d", TextNode.valueOf("x")));
    }

    @Test
    void brokenJsonIsRefusedWithLineAndColumn() {
        ShakerException refusal = refusal(headers(), "{\n  \"requestId\": \"r1\",\n  \"space\" \"x\"}");
        assertThat(refusal.code()).isEqualTo(ErrorCode.EVENT_MALFORMED);
        assertThat(refusal).hasMessageContaining("line 3, column 1");
        assertThat(refusal.details()).containsEntry("line", "3");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "{} {}", "{\"a\":1,\"a\":2}", "{\"a\":NaN}", "\u0000\u0001", "{'a':1}" })
    void whatIsNoJsonIsMalformed(String body) {
        assertThat(refusal(headers(), body).code()).isEqualTo(ErrorCode.EVENT_MALFORMED);
    }

    @Test
    void bytesThatAreNoUtf8AreMalformed() {
        byte[] body = { '{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}' };
        assertThat(catchThrowableOfType(ShakerException.class, () -> codec.decode(headers(), body, NOW)).code())
                .isEqualTo(ErrorCode.EVENT_MALFORMED);
        assertThat(catchThrowableOfType(ShakerException.class, () -> codec.decode(headers(), null, NOW)).code())
                .isEqualTo(ErrorCode.EVENT_MALFORMED);
    }

    @Test
    void deepNestingIsMalformedNotAStackOverflow() {
        String body = "[".repeat(100_000);
        assertThat(refusal(headers(), body).code()).isEqualTo(ErrorCode.EVENT_MALFORMED);
    }

    @Test
    void anUnknownTypeIsNamedTogetherWithTheKnownOnes() {
        ShakerException refusal = refusal(with("ce_type", "dev.shaker.train-complete.v1"), "{}");
        assertThat(refusal.code()).isEqualTo(ErrorCode.EVENT_TYPE_UNKNOWN);
        assertThat(refusal).hasMessageContaining("dev.shaker.train-complete.v1")
                .hasMessageContaining("dev.shaker.train-completed.v1");
    }

    @Test
    void aTypeOnTheWrongTopicIsRefusedWithTheRightTopic() {
        ShakerException refusal = catchThrowableOfType(ShakerException.class,
                () -> codec.decode(headers(), REQUEST.formatted("").getBytes(UTF_8), NOW, EventType.TRAIN_COMPLETED,
                        TrainCompleted.class));
        assertThat(refusal.code()).isEqualTo(ErrorCode.EVENT_INVALID);
        assertThat(refusal).hasMessageContaining("send it to shaker.mixture-request");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = { "{} | requestId", "[] | $",
            "{\"requestId\":\"r\",\"space\":\"s\",\"select\":{}} | select.strategy",
            "{\"requestId\":\"r\",\"space\":\"s\",\"select\":{\"strategy\":7}} | select.strategy",
            "{\"requestId\":\"r\",\"space\":\"s\",\"select\":{\"strategy\":\"x\",\"size\":99999999999}} | select.size",
            "{\"requestId\":\"r\",\"space\":\"s\",\"select\":{\"strategy\":\"x\",\"size\":3.5}} | select.size",
            "{\"requestId\":\"r\",\"space\":\"s\\u0000\",\"select\":{\"strategy\":\"x\"}} | space",
            "{\"requestId\":\"r\",\"space\":\"s\",\"select\":{\"strategy\":\"x\"},\"prune\":{\"sparsity\":1e-9999}} | prune.sparsity",
            "{\"requestId\":\"r\",\"space\":\"s\",\"select\":{\"strategy\":\"x\",\"targets\":[null]}} | select.targets[0]" })
    void aFieldThatBreaksTheSchemaIsNamed(String body, String field) {
        ShakerException refusal = refusal(headers(), body);
        assertThat(refusal.code()).isEqualTo(ErrorCode.EVENT_INVALID);
        assertThat(refusal.details()).containsEntry("field", field);
    }

    @ParameterizedTest
    @CsvSource({ "ce_specversion,0.3", "ce_id,''", "ce_source,' '", "ce_time,yesterday",
            "ce_time,+99999-01-01T00:00:00Z",
            "content-type,text/plain", "content-type,application/cloudevents-batch+json" })
    void attributesAreChecked(String header, String value) {
        ShakerException refusal = refusal(with(header, value), REQUEST.formatted(""));
        assertThat(refusal.code()).isEqualTo(ErrorCode.EVENT_INVALID);
        assertThat(refusal).hasMessageContaining(header);
    }

    @Test
    void controlCharactersAndEndlessIdsAreRefused() {
        assertThat(refusal(with("ce_id", "a\u0000b"), "{}").code()).isEqualTo(ErrorCode.EVENT_INVALID);
        assertThat(refusal(with("ce_source", "x".repeat(257)), "{}").code()).isEqualTo(ErrorCode.EVENT_INVALID);
    }

    private ShakerException refusal(Map<String, String> headers, String body) {
        return catchThrowableOfType(ShakerException.class, () -> codec.decode(headers, body.getBytes(UTF_8), NOW));
    }

    private static Map<String, String> headers() {
        return EventSchemasTest.headers(EventType.MIXTURE_REQUEST);
    }

    private static Map<String, String> with(String header, String value) {
        Map<String, String> headers = new HashMap<>(headers());
        headers.put(header, value);
        return headers;
    }

    private static MixtureRequested request(BigDecimal sparsity) {
        return new MixtureRequested("r1", "sample",
                new MixtureRequested.Select("greedy", 3, List.of(), List.of(), null, null),
                new MixtureRequested.Prune(sparsity, null, null, null), null, null);
    }
}
