package dev.shaker.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * The context attributes of a CloudEvent, wherever they stood.
 *
 * @param prefix what stands before their names there, for messages
 */
record Attributes(Map<String, String> values, String prefix) {
    /** Id and source together are a key of the database. */
    private static final int MAX_LENGTH = 256;

    static Attributes ofBinary(Map<String, String> headers) {
        Map<String, String> values = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            if (name.startsWith(CloudEvents.PREFIX)) {
                values.put(name.substring(CloudEvents.PREFIX.length()), value);
            }
        });
        return checked(new Attributes(values, "header " + CloudEvents.PREFIX));
    }

    static Attributes ofStructured(JsonNode event) {
        if (!event.isObject()) {
            throw new ShakerException(ErrorCode.EVENT_INVALID, "a structured event is a JSON object, this is a "
                    + event.getNodeType().name().toLowerCase(java.util.Locale.ROOT));
        }
        Map<String, String> values = new LinkedHashMap<>();
        event.properties().forEach(field -> {
            if (field.getValue().isTextual()) {
                values.put(field.getKey(), field.getValue().textValue());
            }
        });
        return checked(new Attributes(values, ""));
    }

    String id() {
        return required(CloudEvents.ID);
    }

    String source() {
        return required(CloudEvents.SOURCE);
    }

    EventType type() {
        String name = required(CloudEvents.TYPE);
        return EventType.of(name).orElseThrow(() -> new ShakerException(ErrorCode.EVENT_TYPE_UNKNOWN,
                "event type '" + name + "' is unknown; known are " + Arrays.stream(EventType.values())
                        .map(EventType::cloudEventsType).collect(Collectors.joining(", ")))
                .with("type", name));
    }

    Optional<Instant> time() {
        String text = values.get(CloudEvents.TIME);
        if (text == null) {
            return Optional.empty();
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(text);
            if (time.getYear() >= 1 && time.getYear() <= 9999) {
                return Optional.of(time.toInstant());
            }
        } catch (DateTimeException e) {
            throw invalid(CloudEvents.TIME, "is '" + text + "', no RFC 3339 time such as 2026-01-31T12:00:00Z");
        }
        throw invalid(CloudEvents.TIME, "is '" + text + "', a year outside 1 to 9999");
    }

    private static Attributes checked(Attributes attributes) {
        String version = attributes.required(CloudEvents.SPECVERSION);
        if (!version.equals(CloudEvents.VERSION)) {
            throw attributes.invalid(CloudEvents.SPECVERSION,
                    "is '" + version + "'; this reader knows " + CloudEvents.VERSION);
        }
        attributes.required(CloudEvents.ID);
        attributes.required(CloudEvents.SOURCE);
        return attributes;
    }

    private String required(String name) {
        String value = values.get(name);
        if (value == null || value.isBlank()) {
            throw invalid(name, "is missing; every CloudEvent has specversion, id, source and type"
                    + (prefix.isEmpty() ? "" : " (or content-type " + CloudEvents.STRUCTURED_JSON + ")"));
        }
        if (value.length() > MAX_LENGTH) {
            throw invalid(name, "has " + value.length() + " characters, more than " + MAX_LENGTH);
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw invalid(name, "has control characters");
        }
        return value;
    }

    private ShakerException invalid(String name, String problem) {
        return new ShakerException(ErrorCode.EVENT_INVALID, prefix + name + " " + problem).with("field", name);
    }
}
