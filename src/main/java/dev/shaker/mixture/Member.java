package dev.shaker.mixture;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import dev.shaker.identity.AdapterId;
import dev.shaker.identity.DomainName;

/**
 * An adapter of the space as the catalogue knows it.
 *
 * @param domain the domain it was trained for
 * @param adapterId {@code AdapterScan.id}, 64 hex digits
 * @param location where its files lie
 * @param files SHA-256 by file name, as far as known
 * @param labels the domain's labels in the order of its head's outputs, as far as known; needed to average heads
 */
public record Member(DomainName domain, AdapterId adapterId, String location, SortedMap<String, String> files,
        List<String> labels) {
    /** Of labels that nobody asks for. */
    public Member(DomainName domain, AdapterId adapterId, String location, SortedMap<String, String> files) {
        this(domain, adapterId, location, files, List.of());
    }

    public Member {
        labels = List.copyOf(labels);
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }
}
