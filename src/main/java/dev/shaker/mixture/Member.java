package dev.shaker.mixture;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An adapter of the space as the catalogue knows it.
 *
 * @param domain the domain it was trained for
 * @param adapterId {@code AdapterScan.id}, 64 hex digits
 * @param location where its files lie
 * @param files SHA-256 by file name, as far as known
 */
public record Member(String domain, String adapterId, String location, SortedMap<String, String> files) {
    public Member {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }
}
