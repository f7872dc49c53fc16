/**
 * What two LoRA updates have in common beyond signs: cosine, norms, principal angles, effective rank, shared energy, all from
 * Gram matrices of the factors. No product B A is formed. Pure.
 */
@NullMarked
package dev.shaker.similarity;

import org.jspecify.annotations.NullMarked;
