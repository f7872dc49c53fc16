package dev.shaker.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.Envelope;
import dev.shaker.event.EventCodec;
import dev.shaker.event.EventType;
import dev.shaker.event.Json;
import dev.shaker.event.VerdictReached;
import dev.shaker.pipeline.EffectOnce;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Verdicts on their way to a webhook, over HTTP. */
class WebhookTest {
    private static final Instant REACHED = Instant.parse("2026-01-31T12:00:00Z");
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
    private static final byte[] NEXT_KEY = "fedcba9876543210fedcba9876543210".getBytes(UTF_8);
    private static final AllowedHosts HERE = AllowedHosts.of("127.0.0.1", false);
    private static final Envelope<VerdictReached> VERDICT = SomeVerdict.of("0192-a", "mini", "films,nli", "release",
            "pass", REACHED);

    private static final OutboundCalls CALLS = new OutboundCalls(HERE, Duration.ofSeconds(5));
    private final Clock clock = Clock.fixed(Instant.ofEpochSecond(1_800_000_000), ZoneOffset.UTC);
    private final Done done = new Done();
    private Receiver receiver;

    @BeforeEach
    void open() throws IOException {
        receiver = new Receiver(0);
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void aVerdictIsACloudEventWithASignatureForEachSecret() {
        // When
        webhook("/hook?channel=ml", secret(KEY) + ", " + secret(NEXT_KEY)).tell(VERDICT);

        // Then
        Receiver.Received got = receiver.received.getFirst();
        assertThat(got.path()).isEqualTo("/hook");
        assertThat(got.headers()).containsEntry("content-type", "application/cloudevents+json")
                .containsEntry("webhook-id", "0192-a").containsEntry("webhook-timestamp", "1800000000")
                .containsEntry("webhook-signature", signature(KEY, got) + " " + signature(NEXT_KEY, got));
        assertThat(Json.tree(got.body()).path("specversion").asText()).isEqualTo("1.0");
        assertThat(Json.tree(got.body()).at("/data/outcome").asText()).isEqualTo("pass");
        assertThat(new EventCodec().decode(Map.of("content-type", "application/cloudevents+json"), got.body(),
                Instant.EPOCH, EventType.VERDICT, VerdictReached.class)).isEqualTo(VERDICT);
    }

    /** The example of the specification's own text. */
    @Test
    void theSignatureIsThatOfTheSpecification() {
        assertThat(WebhookSignature.of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").orElseThrow().of(
                "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, "{\"test\": 2432232314}".getBytes(UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "whsec_", "secret", "whsec_dG9vIHNob3J0", "whsec_%%%",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" })
    void whatIsNoSecretSignsNothing(String secret) {
        assertThat(WebhookSignature.of(secret)).isEmpty();
    }

    @Test
    void withoutASecretThereIsNoSignature() {
        new Webhook(receiver.at("/hook"), Optional.empty(), CALLS, clock).tell(VERDICT);
        assertThat(receiver.received.getFirst().headers()).doesNotContainKey("webhook-signature");
    }

    @Test
    void whatFailsForNowIsToldAgainByTheSameIdAndOnceItWasTakenNeverAgain() {
        // Given
        OutboundVerdicts handler = handler();
        receiver.next(500, "starting");

        // When
        ShakerException away = catchThrowableOfType(ShakerException.class, () -> handler.handle(VERDICT));
        handler.handle(VERDICT);
        handler.handle(VERDICT);
        handler.handle(VERDICT.replayed("0-7"));

        // Then
        assertThat(away.code()).isEqualTo(ErrorCode.OUTBOUND_UNAVAILABLE);
        assertThat(away.isTransient()).isTrue();
        assertThat(away).hasMessageContaining("status 500, starting");
        assertThat(receiver.received).hasSize(2).allSatisfy(got -> {
            assertThat(got.headers()).containsEntry("webhook-id", "0192-a");
            assertThat(got.body()).isEqualTo(receiver.received.getFirst().body());
        });
    }

    /** A process that dies between the receiver's answer and the note of it. */
    @Test
    void whatWasTakenAndNotNotedComesOnceMoreAsTheSame() {
        OutboundVerdicts handler = handler();
        handler.handle(VERDICT);
        done.keys.clear();
        handler.handle(VERDICT);
        assertThat(receiver.received).hasSize(2).extracting(got -> got.headers().get("webhook-id"))
                .containsOnly("0192-a");
    }

    @ParameterizedTest
    @CsvSource({ "400,outbound-refused", "401,outbound-refused", "404,outbound-refused", "410,outbound-refused",
            "408,outbound-unavailable", "425,outbound-unavailable", "429,outbound-unavailable",
            "503,outbound-unavailable" })
    void theStatusSaysWhetherAnotherTryIsWorthIt(int status, String code) {
        receiver.next(status, "no");
        assertThat(failure().code().wire()).isEqualTo(code);
    }

    @Test
    void whatIsRefusedIsADeadLetterThatCanBePutBack() {
        // Given
        OutboundVerdicts handler = handler();
        receiver.next(410, "gone since May");

        // When
        ShakerException refused = catchThrowableOfType(ShakerException.class, () -> handler.handle(VERDICT));

        // Then
        assertThat(refused.code()).isEqualTo(ErrorCode.OUTBOUND_REFUSED);
        assertThat(refused).hasMessageContaining("status 410, gone since May")
                .hasMessageContaining("put the dead letters")
                .hasMessageNotContaining("/hook");
        assertThat(catchThrowableOfType(ShakerException.class, () -> handler.reject(VERDICT, refused)))
                .isSameAs(refused);
        handler.reject(VERDICT, new ShakerException(ErrorCode.PATIENCE_ENDED, "parked already"));
        handler.handle(VERDICT.replayed("0-7"));
        assertThat(receiver.received).hasSize(2).last()
                .satisfies(got -> assertThat(got.headers()).containsEntry("webhook-id", "0192-a"));
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        try (Receiver other = new Receiver(0)) {
            receiver.redirect(other.at("/elsewhere").toString());
            assertThat(failure()).hasMessageContaining("redirects are not followed").extracting("code")
                    .isEqualTo(ErrorCode.OUTBOUND_REFUSED);
            assertThat(other.received).isEmpty();
        }
    }

    @Test
    void nobodyThereIsUnavailable() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        ShakerException failure = catchThrowableOfType(ShakerException.class,
                () -> new Webhook(URI.create("http://127.0.0.1:" + free + "/T0/B0/secret"), Optional.empty(), CALLS,
                        clock)
                        .tell(VERDICT));
        assertThat(failure.code()).isEqualTo(ErrorCode.OUTBOUND_UNAVAILABLE);
        assertThat(failure).hasMessageNotContaining("secret");
    }

    @Test
    void anAnswerThatDoesNotComeIsNotWaitedForBeyondTheTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                OutboundCalls hasty = new OutboundCalls(HERE, Duration.ofMillis(100))) {
            URI url = URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
            ShakerException failure = catchThrowableOfType(ShakerException.class,
                    () -> new Webhook(url, Optional.empty(), hasty, clock).tell(VERDICT));
            assertThat(failure.code()).isEqualTo(ErrorCode.OUTBOUND_UNAVAILABLE);
            assertThat(failure).hasMessageContaining("shaker.outbound.timeout");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "", value = {
            "https://hooks.example.org/x | hooks.example.org | false |",
            "https://HOOKS.example.org:8443/x | mlflow, Hooks.Example.org | false |",
            "https://hooks.example.org/x | example.org | false | leads to the host 'hooks.example.org', and shaker.outbound.allowed-hosts has example.org: add the host there",
            "https://hooks.example.org/x | | false | shaker.outbound.allowed-hosts names none",
            "http://hooks.example.org/x | hooks.example.org | false | is without TLS",
            "http://hooks.example.org/x | hooks.example.org | true |",
            "http://127.0.0.1:8080/x | 127.0.0.1 | false |", "http://[::1]:8080/x | ::1 | false |",
            "http://localhost/x | localhost | false |", "http://10.0.0.7/x | 10.0.0.7 | false | is without TLS",
            "https://user:pw@hooks.example.org/x | hooks.example.org | false | a user or a fragment" })
    void onlyAllowedHostsAreConfigured(String url, String names, boolean insecure, String problem) {
        Optional<String> found = AllowedHosts.of(names == null ? "" : names, insecure)
                .problem("shaker.outbound.webhook.url", URI.create(url));
        if (problem == null) {
            assertThat(found).isEmpty();
        } else {
            assertThat(found.orElseThrow()).startsWith("shaker.outbound.webhook.url ").contains(problem);
        }
    }

    @ParameterizedTest
    @CsvSource({ "127.0.0.1,true", "::1,true", "0.0.0.0,true", "169.254.169.254,true", "fe80::1,true",
            "fd00:ec2::254,true",
            "100.100.100.200,true", "::ffff:169.254.169.254,true", "10.0.0.7,false", "192.0.2.1,false",
            "2001:db8::1,false" })
    void aNameMustNotLeadToThisMachineOrItsCloud(String address, boolean forbidden) {
        assertThat(AllowedHosts.isForbidden(InetAddress.ofLiteral(address))).isEqualTo(forbidden);
    }

    private OutboundVerdicts handler() {
        return new OutboundVerdicts("outbound-webhook", Optional.of(webhook("/hook", secret(KEY))), done);
    }

    private ShakerException failure() {
        return catchThrowableOfType(ShakerException.class, () -> webhook("/hook", secret(KEY)).tell(VERDICT));
    }

    private Webhook webhook(String path, String secrets) {
        return new Webhook(receiver.at(path), WebhookSignature.of(secrets), CALLS, clock);
    }

    private static String secret(byte[] key) {
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    /** From the definition of HMAC, as no library of ours computes it. */
    private static String signature(byte[] key, Receiver.Received got) {
        String signed = got.headers().get("webhook-id") + "." + got.headers().get("webhook-timestamp") + "."
                + new String(got.body(), UTF_8);
        // RFC 2104, step by step.
        byte[] inner = sha256(xored(key, 0x36), signed.getBytes(UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(sha256(xored(key, 0x5c), inner));
    }

    private static byte[] xored(byte[] key, int pad) {
        byte[] block = Arrays.copyOf(key, 64);
        for (int i = 0; i < block.length; i++) {
            block[i] ^= (byte) pad;
        }
        return block;
    }

    private static byte[] sha256(byte[] beginning, byte[] rest) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(beginning);
            return digest.digest(rest);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** What the database remembers. */
    private static final class Done implements EffectOnce {
        private final Set<String> keys = new HashSet<>();

        @Override
        public boolean isDone(String consumer, String eventId) {
            return keys.contains(consumer + " " + eventId);
        }

        @Override
        public boolean isOther(String consumer, String eventId, String content) {
            return isDone(consumer, eventId) && !keys.contains(consumer + " " + eventId + " " + content);
        }

        @Override
        public void prepare(Runnable effect) {
            effect.run();
        }

        @Override
        public boolean apply(String consumer, String eventId, Runnable effect) {
            return apply(consumer, eventId, "", effect);
        }

        @Override
        public boolean apply(String consumer, String eventId, String content, Runnable effect) {
            effect.run();
            keys.add(consumer + " " + eventId + " " + content);
            return keys.add(consumer + " " + eventId);
        }
    }
}
