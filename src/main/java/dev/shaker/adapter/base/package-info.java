/**
 * Base models as data: configuration, digest and canonical tensors. Only {@code adapter.format} and what it may use come in.
 */
@NullMarked
package dev.shaker.adapter.base;

import org.jspecify.annotations.NullMarked;
