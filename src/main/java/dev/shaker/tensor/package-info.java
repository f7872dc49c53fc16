/**
 * Files of tensors: safetensors and torch-zip readers and writers, float conversion, sign planes. Only the JDK and the
 * JSON library may come in.
 */
@NullMarked
package dev.shaker.tensor;

import org.jspecify.annotations.NullMarked;
