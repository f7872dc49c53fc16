package dev.shaker.error;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A failure with a code and a message that names the thing, the place and the remedy. Features narrow it with their own
 * subclasses; one mapper at each edge (REST, events, command line) turns it into what users see.
 */
public class ShakerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, String> details = new LinkedHashMap<>();

    public ShakerException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public ShakerException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /** Where it happened, machine-readable: {@code file}, {@code tensor}, {@code index}, {@code line}, {@code field}. */
    public Map<String, String> details() {
        return Map.copyOf(details);
    }

    /** Adds one detail and returns this exception, for use in a {@code throw}. */
    public ShakerException with(String key, Object value) {
        details.put(key, String.valueOf(value));
        return this;
    }

    /** Whether the same call may succeed later without anybody changing the input. */
    public boolean isTransient() {
        return code.kind() == ErrorCode.Kind.UNAVAILABLE;
    }
}
