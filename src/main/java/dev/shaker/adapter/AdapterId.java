package dev.shaker.adapter;

import dev.shaker.tensor.Sha256;

/** Identity of an adapter by its normalised tensors (formats, section 5): SHA-256, lower-case hexadecimal. */
public record AdapterId(String hex) implements Comparable<AdapterId> {
    /** @throws IllegalArgumentException for what is no SHA-256 in lower-case hexadecimal */
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
