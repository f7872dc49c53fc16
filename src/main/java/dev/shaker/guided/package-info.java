/**
 * Guided mixing: which subset of adapters to measure next, and what may be said of those that were not measured. Everything is a
 * function of a seed and of results that come through a port; nothing here reads, waits or keeps.
 */
@NullMarked
package dev.shaker.guided;

import org.jspecify.annotations.NullMarked;
