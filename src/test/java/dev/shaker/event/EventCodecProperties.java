package dev.shaker.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import dev.shaker.error.ShakerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

class EventCodecProperties {
    private final EventCodec codec = new EventCodec();

    @Property(tries = 300)
    void whatIsEncodedIsDecoded(@ForAll("events") Envelope<?> event) {
        EventMessage message = codec.encode(event);
        assertThat(codec.decode(message.headers(), message.body(), Instant.EPOCH)).isEqualTo(event);
    }

    @Property(tries = 300)
    void encodingIsStable(@ForAll("events") Envelope<?> event) {
        EventMessage message = codec.encode(event);
        Envelope<?> again = codec.decode(message.headers(), message.body(), Instant.EPOCH);
        assertThat(codec.encode(again).body()).isEqualTo(message.body());
    }

    @Property(tries = 1000)
    void anyBytesAreAnEventOrRefusedWithACode(@ForAll byte[] body, @ForAll EventType type) {
        Throwable thrown = catchThrowable(
                () -> codec.decode(EventSchemasTest.headers(type), body, Instant.EPOCH));
        assertThat(thrown).isInstanceOf(ShakerException.class);
        assertThat(((ShakerException) thrown).isTransient()).isFalse();
    }

    @Property(tries = 500)
    void aDamagedEventIsAnEventOrRefusedWithACode(@ForAll("events") Envelope<?> event, @ForAll int position,
            @ForAll byte replacement) {
        EventMessage message = codec.encode(event);
        byte[] body = message.body().clone();
        body[Math.floorMod(position, body.length)] = replacement;
        Throwable thrown = catchThrowable(() -> codec.decode(message.headers(), body, Instant.EPOCH));
        assertThat(thrown == null || thrown instanceof ShakerException).as("%s", thrown).isTrue();
    }

    @Provide
    Arbitrary<Envelope<?>> events() {
        Arbitrary<String> identifiers = Arbitraries.strings().ofMinLength(1).ofMaxLength(20).withCharRange('!', '~');
        Arbitrary<Instant> times = Arbitraries.longs().between(0, 4_000_000_000L).map(Instant::ofEpochSecond);
        return Combinators.combine(identifiers, identifiers, times, Arbitraries.oneOf(requests(), rows()))
                .as(Envelope::new);
    }

    private static Arbitrary<EventData> requests() {
        Arbitrary<String> texts = Arbitraries.strings().ofMinLength(1).ofMaxLength(12)
                .filter(text -> text.indexOf('\0') < 0 && isUtf8(text));
        Arbitrary<BigDecimal> decimals = Arbitraries.bigDecimals().ofScale(12);
        Arbitrary<Integer> sizes = Arbitraries.integers();
        Arbitrary<JsonNode> values = Arbitraries.oneOf(texts.map(JsonNodeFactory.instance::textNode),
                sizes.map(JsonNodeFactory.instance::numberNode),
                Arbitraries.of(true, false).map(JsonNodeFactory.instance::booleanNode));
        return Combinators.combine(texts, sizes, texts.list().ofMaxSize(4), decimals,
                Arbitraries.maps(texts, decimals).ofMaxSize(3), Arbitraries.maps(texts, values).ofMaxSize(3))
                .as((text, size, domains, decimal, weights, parameters) -> new MixtureRequested("r-1", text,
                        new MixtureRequested.Select(text, size, domains, List.of(), decimal, text),
                        new MixtureRequested.Prune(decimal, null, size, null, text, (long) size, 7, "keep"),
                        new MixtureRequested.Merge(text, weights, parameters),
                        new MixtureRequested.Evaluate(domains, null, true)));
    }

    private static Arbitrary<EventData> rows() {
        Arbitrary<String> digests = Arbitraries.strings().ofLength(64).withChars("0123456789abcdef");
        Arbitrary<Long> counts = Arbitraries.longs().between(0, 1L << 50);
        Arbitrary<FsdUpdated.Pair> pairs = Combinators.combine(digests, counts, counts)
                .as((digest, some, more) -> new FsdUpdated.Pair(digest, "d-1", some, more, some + more));
        Arbitrary<FsdUpdated.Average> averages = Combinators.combine(Arbitraries.doubles().between(0, 1),
                Arbitraries.doubles().between(0, 1)).as((self, others) -> new FsdUpdated.Average("d.2", self, others));
        return Combinators.combine(digests, counts, pairs.list().ofMaxSize(5), averages.list().ofMaxSize(5))
                .as((digest, generation, row, means) -> new FsdUpdated("space", generation,
                        new FsdUpdated.AdapterOfDomain(digest, "d"), "factors", row, means,
                        generation % 2 == 0 ? null : new FsdUpdated.Update(row, means),
                        generation % 3 == 0 ? FsdUpdated.WITHDRAWN : null));
    }

    /** Whether it holds no lone surrogate. */
    private static boolean isUtf8(String text) {
        return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
