package dev.shaker.pipeline.registration;

/** @param memory bytes of sign planes that are kept in memory */
public record PlaneSettings(long memory) {}
