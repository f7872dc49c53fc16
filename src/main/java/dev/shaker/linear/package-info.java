/** Decompositions and products of thin and small matrices, for whatever works on the factors of updates. */
@NullMarked
package dev.shaker.linear;

import org.jspecify.annotations.NullMarked;
