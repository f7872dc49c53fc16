package dev.shaker.pipeline;

import java.util.SortedMap;

/** Port: gives dead letters another chance, after whatever made them has been repaired. */
public interface DeadLetterReplay {
    /**
     * Puts the records of a topic's dead letter queue back, those that are there now and were not put back before.
     *
     * @param topic the original topic, {@code shaker.train-completed}
     * @return how many
     * @throws dev.shaker.error.ShakerException {@code RESOURCE_UNKNOWN} where the topic has no dead letter queue
     */
    int replay(String topic);

    /** Dead letters that were not put back yet, by their original topic, for all topics that have a dead letter queue. */
    SortedMap<String, Long> waiting();
}
