package dev.shaker.pipeline;

/** Port: gives dead letters another chance, after whatever made them has been repaired. */
public interface DeadLetterReplay {
    /**
     * Puts the records of a topic's dead letter queue back, those that are there now and were not put back before.
     *
     * @param topic the original topic, {@code shaker.train-completed}
     * @return how many
     */
    int replay(String topic);
}
