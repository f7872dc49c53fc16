package dev.shaker.adapter;

import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * An announced adapter that was turned down.
 *
 * @param code wire form of the error code
 * @param details where: file, tensor, index …
 */
public record Rejection(String eventId, @Nullable String space, @Nullable String domain, @Nullable String location,
        String code, String message, Map<String, String> details, Instant time) {}
