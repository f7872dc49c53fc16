/**
 * The evaluator on a server that somebody else runs: an OpenAI-compatible one that takes LoRA adapters while it serves, as vLLM
 * does. Evaluation jobs come in; HTTP and a directory that the server reads, too, are all it knows of it.
 */
@NullMarked
package dev.shaker.served;

import org.jspecify.annotations.NullMarked;
