/**
 * The PyTorch encoder with adapters inside and the evaluator: the only room that imports {@code ai.djl}.
 */
@NullMarked
package dev.shaker.djl;

import org.jspecify.annotations.NullMarked;
