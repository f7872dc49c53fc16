/**
 * May a mixture be released? A policy, what was measured of a mixture and of its members alone, and the verdict that follows. Pure:
 * the same policy and the same rows give the same verdict.
 */
@NullMarked
package dev.shaker.gate;

import org.jspecify.annotations.NullMarked;
