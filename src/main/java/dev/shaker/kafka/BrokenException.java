package dev.shaker.kafka;

/** The work on a record broke the process, which ends: the attempt counts against the record. */
final class BrokenException extends StoppedException {
    private static final long serialVersionUID = 1;

    BrokenException(String what) {
        super(what);
    }
}
