/**
 * Which weights of a member are dropped before it is merged: scores, thresholds, masks, layer by layer (Alg. 2). Only
 * {@code mixture.spec} and the pure rooms come in.
 */
@NullMarked
package dev.shaker.mixture.prune;

import org.jspecify.annotations.NullMarked;
