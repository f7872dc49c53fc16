package dev.shaker.pipeline;

/** Fired inside the transaction that adds to the outbox; observed after its commit it wakes the relay. */
public record OutboxFilled() {}
