/**
 * Decoders on PyTorch with LoRA inside, classified by a head or by the words of their labels. Base models, adapters and evaluation
 * jobs come in.
 */
@NullMarked
package dev.shaker.djl.decoder;

import org.jspecify.annotations.NullMarked;
