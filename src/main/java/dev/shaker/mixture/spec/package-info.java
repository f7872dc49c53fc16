/**
 * What a mixture is asked to be, as values and as JSON: selection, pruning, merging, weights, heads. No arithmetic; only
 * {@code adapter}, {@code error} and the JSON library come in.
 */
@NullMarked
package dev.shaker.mixture.spec;

import org.jspecify.annotations.NullMarked;
