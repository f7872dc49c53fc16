package dev.shaker.kafka;

/** The process is going down while a record waits: its offset is not committed, and another process takes it up. */
class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StoppedException(String what) {
        super(what + " was left because this process is stopping");
    }
}
