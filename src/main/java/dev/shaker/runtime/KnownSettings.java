package dev.shaker.runtime;

/**
 * The settings of one room.
 *
 * @param prefix of their names, {@code shaker.store}
 * @param mapping the interface that holds them, with defaults and what is allowed
 */
public record KnownSettings(String prefix, Class<?> mapping) {}
