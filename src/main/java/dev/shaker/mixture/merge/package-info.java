/**
 * The arithmetic on tensors: alignment and every merge method, tensor by tensor. Only {@code mixture.spec},
 * {@code mixture.prune} and the pure rooms come in; it knows no recipe and no file.
 */
@NullMarked
package dev.shaker.mixture.merge;

import org.jspecify.annotations.NullMarked;
