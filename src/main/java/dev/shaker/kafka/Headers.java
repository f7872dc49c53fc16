package dev.shaker.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.event.CloudEvents;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Headers of records: those of events, and those that say why a record is a dead letter. */
final class Headers {
    static final String ERROR_CODE = "x-error-code";
    static final String ERROR_MESSAGE = "x-error-message";
    static final String ORIGINAL_TOPIC = "x-original-topic";
    static final String ORIGINAL_PARTITION = "x-original-partition";
    static final String ORIGINAL_OFFSET = "x-original-offset";
    /** Which dead letter a record was before it was put back. */
    static final String REPLAY = "x-replay";

    private static final int MAX_MESSAGE = 2_000;

    private Headers() {
    }

    /** A message that is no longer than what is kept of one. */
    static String shortened(@Nullable String message) {
        String text = Objects.requireNonNullElse(message, "");
        return text.length() > MAX_MESSAGE ? text.substring(0, MAX_MESSAGE) + " …" : text;
    }

    /**
     * Text by name; of headers with the same name the last one counts. What is not UTF-8 is left out where nobody here reads it,
     * as traces' own headers are.
     *
     * @throws ShakerException EVENT_MALFORMED for one of an event's own headers that is not UTF-8
     */
    static Map<String, String> of(ConsumerRecord<?, ?> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            Optional<String> text = text(header.value());
            if (text.isPresent()) {
                headers.put(header.key(), text.get());
            } else if (header.value() != null && (header.key().startsWith(CloudEvents.PREFIX)
                    || header.key().equals(CloudEvents.CONTENT_TYPE) || header.key().equals(REPLAY))) {
                throw new ShakerException(ErrorCode.EVENT_MALFORMED, "the value of header " + header.key()
                        + " is not UTF-8; write it so").with("field", header.key());
            }
        }
        return headers;
    }

    /** The text of a header or key; empty for what is not there or not UTF-8. */
    static Optional<String> text(byte @Nullable [] value) {
        try {
            return value == null
                    ? Optional.empty()
                    : Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    /** The last value of a header that can be read. */
    static Optional<String> one(ConsumerRecord<?, ?> record, String name) {
        Header header = record.headers().lastHeader(name);
        return header == null ? Optional.empty() : text(header.value());
    }

    static Instant time(ConsumerRecord<?, ?> record) {
        return Instant.ofEpochMilli(Math.max(0, record.timestamp()));
    }

    /** Topic, partition and offset, for people. */
    static String place(ConsumerRecord<?, ?> record) {
        return record.topic() + "/" + record.partition() + "/" + record.offset();
    }

    static boolean isOurs(String name) {
        return name.startsWith("x-error-") || name.startsWith("x-original-") || name.equals(REPLAY);
    }
}
