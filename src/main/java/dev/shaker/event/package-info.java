/**
 * Wire records of all events, their codec and the names of topics. Nothing of Kafka and nothing of Quarkus.
 */
@NullMarked
package dev.shaker.event;

import org.jspecify.annotations.NullMarked;
