package dev.shaker.pipeline.registration;

/**
 * How sign planes are kept.
 *
 * @param memory bytes of sign planes that are kept in memory
 * @param pack how many objects of sign planes of one space are packed into one
 */
public record PlaneSettings(long memory, int pack) {}
