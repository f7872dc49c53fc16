package dev.shaker.pipeline;

import java.util.SortedMap;

/** Port: gives dead letters another chance, after whatever made them has been repaired. */
public interface DeadLetterReplay {
    /**
     * Puts the records of a topic's dead letter queue back, those that are there now and were not put back before, and the
     * events of the topic that the broker had refused ({@link BuriedEvents}).
     *
     * @param topic the original topic, {@code shaker.train-completed}
     * @return how many
     * @throws dev.shaker.error.ShakerException {@code RESOURCE_UNKNOWN} where the topic has no dead letter queue and no refused
     *         event; {@code EVENT_REFUSED} or {@code EVENT_TOO_LARGE} where the broker refuses all of them again
     */
    int replay(String topic);

    /**
     * Dead letters and refused events that were not put back yet, by their original topic, for all topics that have a dead
     * letter queue or a refused event.
     */
    SortedMap<String, Long> waiting();
}
