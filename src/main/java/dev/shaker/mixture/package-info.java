/**
 * Selection, pruning, merging and the recipe of a mixture (Alg. 1, 2, 4 and Eq. 1). Pure: adapters come in and files go
 * out through the ports of {@code adapter}.
 */
@NullMarked
package dev.shaker.mixture;

import org.jspecify.annotations.NullMarked;
