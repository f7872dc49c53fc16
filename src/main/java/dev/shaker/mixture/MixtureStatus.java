package dev.shaker.mixture;

/** How far a mixture request has come. */
public enum MixtureStatus {
    REQUESTED, READY, FAILED
}
