/**
 * Searches for good mixtures, as events: planned once, measured in rounds by whoever evaluates, gone through again after each with
 * all that was measured, until there is nothing left to measure.
 */
@NullMarked
package dev.shaker.pipeline.guided;

import org.jspecify.annotations.NullMarked;
