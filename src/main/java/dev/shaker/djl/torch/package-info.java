/**
 * What encoders and decoders on PyTorch are made of: arrays in a precision, linear maps, norms, activations, an adapter's tensors
 * on the device. Adapters and the weights of members come in.
 */
@NullMarked
package dev.shaker.djl.torch;

import org.jspecify.annotations.NullMarked;
