/**
 * Adapters as PEFT stores them: LoRA with its patterns and target modules. Only {@code adapter.format} and what it may use come
 * in; nothing of AdapterHub.
 */
@NullMarked
package dev.shaker.adapter.peft;

import org.jspecify.annotations.NullMarked;
