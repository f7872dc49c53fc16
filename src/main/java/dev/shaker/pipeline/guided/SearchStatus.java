package dev.shaker.pipeline.guided;

/** Where a search stands. */
public enum SearchStatus {
    REQUESTED, RUNNING, PAUSED, CANCELLED, COMPLETED, FAILED
}
