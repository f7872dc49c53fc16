package dev.shaker.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import dev.shaker.tensor.Sha256;

/** Identity of a mixture by everything that decides the bytes of its artefact: SHA-256, lower-case hexadecimal. */
public record MixtureId(@JsonValue String hex) implements Comparable<MixtureId> {
    /** @throws IllegalArgumentException for what is no SHA-256 in lower-case hexadecimal */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public MixtureId {
        Sha256.requireHex("mixture id", hex);
    }

    @Override
    public int compareTo(MixtureId other) {
        return hex.compareTo(other.hex);
    }

    /** The hexadecimal digits. */
    @Override
    public String toString() {
        return hex;
    }
}
