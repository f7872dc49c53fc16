package dev.shaker.error;

import java.util.LinkedHashMap;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A failure with a code and a message that names the thing, the place and the remedy. Features narrow it with their own
 * subclasses; one mapper at each edge (REST, events, command line) turns it into what users see.
 */
public class ShakerException extends RuntimeException {
    /** An event must fit its topic, whatever foreign text a message quotes. */
    private static final int MAX_MESSAGE = 2_000;
    private static final int MAX_DETAIL = 500;
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, String> details = new LinkedHashMap<>();

    public ShakerException(ErrorCode code, String message) {
        this(code, message, null);
    }

    public ShakerException(ErrorCode code, String message, @Nullable Throwable cause) {
        super(cut(message, MAX_MESSAGE), cause);
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
        details.put(key, cut(String.valueOf(value), MAX_DETAIL));
        return this;
    }

    /** The beginning and the end of a long text: the end holds the remedy. Surrogate pairs stay whole. */
    private static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        int head = limit * 2 / 3;
        int tail = text.length() - limit / 4;
        if (Character.isLowSurrogate(text.charAt(head))) {
            head--;
        }
        if (Character.isLowSurrogate(text.charAt(tail))) {
            tail++;
        }
        return text.substring(0, head) + " … (" + (tail - head) + " characters left out) … " + text.substring(tail);
    }

    /** Whether the same call may succeed later without anybody changing the input. */
    public boolean isTransient() {
        return code.kind() == ErrorCode.Kind.UNAVAILABLE;
    }
}
