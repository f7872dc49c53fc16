/**
 * The use case of role fsd: an adapter is inspected, its planes are counted against the others' and it is registered. The ports
 * in {@code pipeline} come in; no other use case does.
 */
@NullMarked
package dev.shaker.pipeline.registration;

import org.jspecify.annotations.NullMarked;
