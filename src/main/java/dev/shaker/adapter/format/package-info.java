/**
 * What the directories of both libraries have in common: names of tensors and modules, readers of configurations, and the
 * signature that tells which adapters can be compared. Only {@code adapter}, {@code tensor} and {@code error} may come in.
 */
@NullMarked
package dev.shaker.adapter.format;

import org.jspecify.annotations.NullMarked;
