package dev.shaker.kafka;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

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

    /** Text by name; of headers with the same name the last one counts. */
    static Map<String, String> of(ConsumerRecord<?, ?> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            if (header.value() != null) {
                headers.put(header.key(), new String(header.value(), UTF_8));
            }
        }
        return headers;
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
