package dev.shaker.pipeline.registration;

/** Somebody else registered in a space between counting and committing: the row has to be counted again. */
final class SpaceMovedOn extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
