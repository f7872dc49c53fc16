package dev.shaker.evaluation.rows;

/** One row cannot be used; the reader adds file and line, or counts it where bad rows are allowed. */
final class BadRowException extends Exception {
    private static final long serialVersionUID = 1L;

    BadRowException(String message) {
        super(message);
    }
}
