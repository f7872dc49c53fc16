package dev.shaker.event;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;
import dev.shaker.tensor.Sha256;

/**
 * The one mapper as events, REST and the database use it: decimals exact, instants in ISO 8601, nulls not written, fields that
 * are not known ignored. Duplicate keys, anything after the document, and documents of unreasonable size are refused.
 */
public final class Json {
    /** Longest document in bytes; an event holds pointers and digests, never tensors. */
    public static final int MAX_BYTES = 8 << 20;

    private static final ObjectMapper MAPPER = JsonText.mapper().rebuild().addModule(new JavaTimeModule())
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                    DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS, SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private Json() {
    }

    /** The mapper itself, for frameworks that want one; nobody reconfigures it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * Reads a document.
     *
     * @throws ShakerException EVENT_MALFORMED with line and column where the bytes are no JSON
     */
    public static JsonNode tree(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new ShakerException(ErrorCode.EVENT_MALFORMED, "the JSON document has " + bytes.length
                    + " bytes, at most " + MAX_BYTES + " are read; keep tensors and texts in the store");
        }
        try {
            JsonNode node = MAPPER.readTree(bytes);
            if (node == null || node.isMissingNode()) {
                throw new ShakerException(ErrorCode.EVENT_MALFORMED, "the JSON document is empty");
            }
            return node;
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (IOException e) {
            throw new ShakerException(ErrorCode.EVENT_MALFORMED, "the bytes are no JSON: " + e.getMessage(), e);
        }
    }

    /** The same from text. */
    public static JsonNode tree(String text) {
        return tree(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a value as text; otherwise as {@link #bytes}. */
    public static String text(Object value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /** Writes a value that this code base defined; one that cannot be written is a defect of it. */
    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(value.getClass() + " cannot be written as JSON", e);
        }
    }

    /** Reads back what {@link #text} wrote and was kept; what cannot be read is a defect. */
    public static <T> T stored(String text, Class<T> type) {
        return type.cast(stored(text, MAPPER.constructType(type)));
    }

    /** The same of a type with parameters. */
    @SuppressWarnings("unchecked") // The reader has made what the type says.
    public static <T> T stored(String text, TypeReference<T> type) {
        return (T) stored(text, MAPPER.constructType(type.getType()));
    }

    private static Object stored(String text, JavaType type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is kept is no " + type, e);
        }
    }

    /** SHA-256 of a value's JSON with all keys sorted: the same for the same content, whatever the order it came in. */
    public static String digest(Object value) {
        Object sorted = MAPPER.convertValue(MAPPER.<JsonNode>valueToTree(value), Object.class);
        try {
            return Sha256.hex(MAPPER.writer().with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .writeValueAsBytes(sorted));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(value.getClass() + " cannot be written as JSON", e);
        }
    }

    private static ShakerException malformed(JsonProcessingException e) {
        JsonLocation location = e.getLocation();
        if (location == null) {
            return new ShakerException(ErrorCode.EVENT_MALFORMED, "the bytes are no JSON: " + e.getOriginalMessage(),
                    e);
        }
        return new ShakerException(ErrorCode.EVENT_MALFORMED, "the bytes are no JSON: line " + location.getLineNr()
                + ", column " + location.getColumnNr() + ": " + e.getOriginalMessage(), e)
                .with("line", location.getLineNr()).with("column", location.getColumnNr());
    }
}
