package dev.shaker.pipeline;

/** Port: which events are being worked, written before the work, so that one that kills its process is known by it. */
public interface Attempts {
    /**
     * Notes in a transaction of its own that the work on an event begins.
     *
     * @return how often it was begun and not ended before, by processes that died
     */
    int begin(String consumer, String eventId);

    /** Forgets the event: its work has ended, whatever came of it. */
    void end(String consumer, String eventId);
}
