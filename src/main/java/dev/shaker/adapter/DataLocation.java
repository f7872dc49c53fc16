package dev.shaker.adapter;

/**
 * Where the rows of a split are.
 *
 * @param location {@code s3://bucket/key}
 * @param format {@code tsv}, {@code csv} or {@code jsonl}; gzip is found out from the bytes
 * @param digest SHA-256 of the object as it was when the adapter was registered, hex
 * @param badRows how many rows may be unreadable and are left out
 */
public record DataLocation(String location, String format, String digest, int badRows) {}
