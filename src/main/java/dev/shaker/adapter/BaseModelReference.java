package dev.shaker.adapter;

import org.jspecify.annotations.Nullable;

/**
 * A base model by name, place and content.
 *
 * @param digest SHA-256 of its weights, hex
 * @param files SHA-256 over its configuration and tokenizer, hex; null where it was not noted
 */
public record BaseModelReference(String name, String location, String digest, @Nullable String files) {
    /** A base model whose weights alone matter. */
    public BaseModelReference(String name, String location, String digest) {
        this(name, location, digest, null);
    }
}
