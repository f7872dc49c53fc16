/**
 * The use cases between listener and port: register an adapter, mix, evaluate. Each decides what one event changes and
 * commits its effect, its idempotency row and its outgoing events in one transaction.
 */
@NullMarked
package dev.shaker.pipeline;

import org.jspecify.annotations.NullMarked;
