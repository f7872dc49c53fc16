package dev.shaker.event;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An event as it travels in binary mode.
 *
 * @param headers {@code ce_*} and {@code content-type}, in the order they are written
 * @param body JSON in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way to the wire: written once, compared by nobody.
public record EventMessage(String topic, String key, Map<String, String> headers, byte[] body) {
    public EventMessage {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
