/**
 * One small consumer per topic, failure classes, the relay of the outbox: the only room that talks to the broker.
 */
@NullMarked
package dev.shaker.kafka;

import org.jspecify.annotations.NullMarked;
