package dev.shaker.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import dev.shaker.tensor.Sha256;

/** Identity of an evaluation by everything that decides its numbers, its {@code EvaluationInput}: SHA-256, lower-case hexadecimal. */
public record EvaluationId(@JsonValue String hex) implements Comparable<EvaluationId> {
    /** @throws IllegalArgumentException for what is no SHA-256 in lower-case hexadecimal */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public EvaluationId {
        Sha256.requireHex("evaluation id", hex);
    }

    @Override
    public int compareTo(EvaluationId other) {
        return hex.compareTo(other.hex);
    }

    /** The hexadecimal digits. */
    @Override
    public String toString() {
        return hex;
    }
}
