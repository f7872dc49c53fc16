package dev.shaker.identity;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

import dev.shaker.tensor.Sha256;

/** Identity of an adapter by its normalised tensors, {@code AdapterDigest}: SHA-256, lower-case hexadecimal. */
public record AdapterId(@JsonValue String hex) implements Comparable<AdapterId> {
    /** @throws IllegalArgumentException for what is no SHA-256 in lower-case hexadecimal */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public AdapterId {
        Sha256.requireHex("adapter id", hex);
    }

    @Override
    public int compareTo(AdapterId other) {
        return hex.compareTo(other.hex);
    }

    /** The hexadecimal digits. */
    @Override
    public String toString() {
        return hex;
    }
}
