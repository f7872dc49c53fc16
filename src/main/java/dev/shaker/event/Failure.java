package dev.shaker.event;

import java.util.Map;

import dev.shaker.error.ShakerException;

/**
 * Why something did not work.
 *
 * @param code a code of {@link dev.shaker.error.ErrorCode}, wire form
 * @param details where: file, tensor, index, field …
 */
public record Failure(String code, String message, Map<String, String> details) {}
