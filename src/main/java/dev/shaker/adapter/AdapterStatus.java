package dev.shaker.adapter;

/** What became of an announced adapter. */
public enum AdapterStatus {
    /** The current adapter of its domain. */
    REGISTERED,
    /** A later-trained adapter of the same domain took its place. */
    SUPERSEDED,
    /** It was taken out of its space; nothing took its place. */
    WITHDRAWN
}
