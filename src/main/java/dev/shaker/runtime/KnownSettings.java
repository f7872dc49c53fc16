package dev.shaker.runtime;

/**
 * The settings of one room, which it makes known as a bean.
 *
 * @param prefix of their names, {@code shaker.store}
 * @param mapping the interface that holds them
 */
public record KnownSettings(String prefix, Class<?> mapping) {}
