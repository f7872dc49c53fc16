package dev.shaker.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * Events to and from the wire: CloudEvents 1.0 with JSON data, written in binary mode, read in binary or structured
 * mode. Data is checked against the event's JSON Schema before it becomes a record.
 */
public final class EventCodec {
    private final EventSchemas schemas = new EventSchemas();

    /** The event in binary mode. */
    public EventMessage encode(Envelope<?> event) {
        EventType type = event.type();
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(CloudEvents.PREFIX + CloudEvents.SPECVERSION, CloudEvents.VERSION);
        headers.put(CloudEvents.PREFIX + CloudEvents.ID, event.id());
        headers.put(CloudEvents.PREFIX + CloudEvents.SOURCE, event.source());
        headers.put(CloudEvents.PREFIX + CloudEvents.TYPE, type.cloudEventsType());
        headers.put(CloudEvents.PREFIX + CloudEvents.TIME, event.time().toString());
        headers.put(CloudEvents.PREFIX + CloudEvents.SUBJECT, event.data().key());
        headers.put(CloudEvents.CONTENT_TYPE, CloudEvents.JSON);
        return new EventMessage(type.topic(), event.data().key(), headers, Json.bytes(event.data()));
    }

    /** The event in structured mode, JSON in UTF-8: of content type {@link CloudEvents#STRUCTURED_JSON}. */
    public byte[] structured(Envelope<?> event) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put(CloudEvents.SPECVERSION, CloudEvents.VERSION);
        written.put(CloudEvents.ID, event.id());
        written.put(CloudEvents.SOURCE, event.source());
        written.put(CloudEvents.TYPE, event.type().cloudEventsType());
        written.put(CloudEvents.TIME, event.time().toString());
        written.put(CloudEvents.SUBJECT, event.data().key());
        written.put(CloudEvents.DATA_CONTENT_TYPE, CloudEvents.JSON);
        written.put(CloudEvents.DATA, event.data());
        return Json.bytes(written);
    }

    /**
     * Reads an event of any known type.
     *
     * @param headers of the record, by name
     * @param body null for a record without a value
     * @param received the event's time where its producer gave none
     * @throws ShakerException EVENT_MALFORMED (no JSON; line and column), EVENT_TYPE_UNKNOWN, or EVENT_INVALID with the
     *         field's path
     */
    public Envelope<?> decode(Map<String, String> headers, byte @Nullable [] body, Instant received) {
        if (body == null || body.length == 0) {
            throw new ShakerException(ErrorCode.EVENT_MALFORMED, "the record has no body; an event has JSON data");
        }
        String contentType = mediaType(headers.get(CloudEvents.CONTENT_TYPE));
        if (contentType.equals(CloudEvents.STRUCTURED_JSON)) {
            JsonNode event = Json.tree(body);
            return decode(Attributes.ofStructured(event), data(event), received);
        }
        if (!contentType.isEmpty() && !contentType.equals(CloudEvents.JSON) && !contentType.endsWith("+json")
                || contentType.startsWith("application/cloudevents")) {
            throw new ShakerException(ErrorCode.EVENT_INVALID, "content-type is '" + contentType + "'; send "
                    + CloudEvents.JSON + " (binary mode) or " + CloudEvents.STRUCTURED_JSON + " (structured mode)")
                    .with("field", CloudEvents.CONTENT_TYPE);
        }
        return decode(Attributes.ofBinary(headers), Json.tree(body), received);
    }

    /**
     * Reads an event where only one type belongs.
     *
     * @throws ShakerException as {@link #decode(Map, byte[], Instant)}, and EVENT_INVALID for another type
     */
    public <T extends EventData> Envelope<T> decode(Map<String, String> headers, byte @Nullable [] body,
            Instant received, EventType expected, Class<T> data) {
        Envelope<?> event = decode(headers, body, received);
        if (event.type() != expected) {
            throw new ShakerException(ErrorCode.EVENT_INVALID,
                    "topic " + expected.topic() + " takes " + expected.cloudEventsType() + ", this event is a "
                            + event.type().cloudEventsType() + "; send it to " + event.type().topic())
                    .with("field", CloudEvents.TYPE);
        }
        return new Envelope<>(event.id(), event.source(), event.time(), data.cast(event.data()));
    }

    private Envelope<?> decode(Attributes attributes, JsonNode data, Instant received) {
        EventType type = attributes.type();
        JsonValues.checkStorable(data, "");
        schemas.check(type, data);
        Instant time = attributes.time().orElseGet(() -> received.truncatedTo(ChronoUnit.MICROS));
        return new Envelope<>(attributes.id(), attributes.source(), time, record(type, data));
    }

    private static JsonNode data(JsonNode event) {
        JsonNode data = event.get("data");
        if (data == null || data.isNull()) {
            throw new ShakerException(ErrorCode.EVENT_INVALID,
                    "data is missing; a structured event holds its JSON in 'data' (data_base64 is not read)")
                    .with("field", "data");
        }
        return data;
    }

    private static EventData record(EventType type, JsonNode data) {
        try {
            return Json.mapper().treeToValue(data, type.data());
        } catch (JsonMappingException e) {
            StringBuilder path = new StringBuilder();
            for (JsonMappingException.Reference step : e.getPath()) {
                String name = step.getFieldName();
                path.append(name == null ? "[" + step.getIndex() + "]" : (path.isEmpty() ? "" : ".") + name);
            }
            throw new ShakerException(ErrorCode.EVENT_INVALID,
                    type.shortName() + ": " + path + ": " + e.getOriginalMessage(), e).with("field", path);
        } catch (JsonProcessingException e) {
            throw new ShakerException(ErrorCode.EVENT_INVALID, type.shortName() + ": " + e.getOriginalMessage(), e);
        }
    }

    private static String mediaType(@Nullable String contentType) {
        if (contentType == null) {
            return "";
        }
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }

    /** Header values are UTF-8. */
    public static byte[] headerBytes(String value) {
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
