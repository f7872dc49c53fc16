package dev.shaker.adapter;

/**
 * A base model by name, place and content.
 *
 * @param digest SHA-256 of its weights, hex
 */
public record BaseModelReference(String name, String location, String digest) {}
