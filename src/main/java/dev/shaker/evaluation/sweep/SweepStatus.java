package dev.shaker.evaluation.sweep;

/** Where a sweep stands. */
public enum SweepStatus {
    /** Known, not yet planned. */
    REQUESTED, RUNNING,
    /** Its shards are left alone until it is resumed. */
    PAUSED, CANCELLED, COMPLETED,
    /** It cannot be planned, or a shard cannot be evaluated; resumed, it tries again. */
    FAILED;

    /** Whether nothing can change any more. */
    public boolean ended() {
        return this == CANCELLED || this == COMPLETED;
    }
}
