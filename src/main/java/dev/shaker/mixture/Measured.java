package dev.shaker.mixture;

/** What was measured of an adapter alone: rows right of rows. */
public record Measured(int correct, int rows) {}
