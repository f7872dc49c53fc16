/**
 * Adapters as AdapterHub stores them: bottlenecks, LoRA and prediction heads. Only {@code adapter.format} and what it may use
 * come in; nothing of PEFT.
 */
@NullMarked
package dev.shaker.adapter.adapterhub;

import org.jspecify.annotations.NullMarked;
