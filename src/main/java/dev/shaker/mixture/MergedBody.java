package dev.shaker.mixture;

import dev.shaker.adapter.AdapterConfig;
import dev.shaker.adapter.Tensors;

/** The body of a mixture: each tensor is computed when it is read. */
record MergedBody(AdapterConfig config, Tensors tensors) {}
