package dev.shaker.event;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

import dev.shaker.error.ShakerException;

/**
 * Why something did not work.
 *
 * @param code a code of {@link dev.shaker.error.ErrorCode}, wire form
 * @param details where: file, tensor, index, field …
 */
public record Failure(String code, String message, Map<String, String> details) {
    public Failure {
        details = Absent.asEmpty(details);
    }

    /** The wire form of an exception. */
    public static Failure of(ShakerException cause) {
        return new Failure(cause.code().wire(), Objects.requireNonNullElse(cause.getMessage(), cause.code().wire()),
                new TreeMap<>(cause.details()));
    }
}
