package dev.shaker.adapter;

import org.jspecify.annotations.Nullable;

/**
 * A base model by name, place and content, as far as they are known.
 *
 * @param location empty where nobody gave its files: then adapters of it are compared and mixed, and not run
 * @param digest SHA-256 of its weights, hex; {@code name:…} where nothing but the name is known
 * @param files SHA-256 over its configuration and tokenizer, hex; null where it was not noted
 */
public record BaseModelReference(String name, String location, String digest, @Nullable String files) {
    private static final String NAMED = "name:";

    /**
     * A base model of which nothing but its name is known.
     *
     * @param key the same for all names that mean one model
     */
    public static BaseModelReference named(String name, String key) {
        return new BaseModelReference(name, "", NAMED + key);
    }

    /** Whether a digest is none, but stands for a name. */
    public static boolean isName(String digest) {
        return digest.startsWith(NAMED);
    }

    /** Whether nothing but its name tells it from other base models. */
    public boolean isNamedOnly() {
        return isName(digest);
    }

    /** A base model whose weights alone matter. */
    public BaseModelReference(String name, String location, String digest) {
        this(name, location, digest, null);
    }
}
