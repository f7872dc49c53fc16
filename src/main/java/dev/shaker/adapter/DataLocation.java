package dev.shaker.adapter;

import org.jspecify.annotations.Nullable;

/**
 * Where the rows of a split are.
 *
 * @param location {@code s3://bucket/key}
 * @param format {@code tsv}, {@code csv} or {@code jsonl}; gzip is found out from the bytes
 * @param digest SHA-256 of the object as it was when the adapter was registered, hex
 * @param badRows how many rows may be unreadable and are left out
 * @param prompt how a decoder is asked for a row's label, null where a head classifies
 * @param outside whether others measure on it, and Shaker's own evaluator does not
 */
public record DataLocation(String location, String format, String digest, int badRows, @Nullable Prompt prompt,
        boolean outside) {
    /** Rows that a head classifies, or whose texts are read only. */
    public DataLocation(String location, String format, String digest, int badRows) {
        this(location, format, digest, badRows, null, false);
    }
}
