/**
 * Panache entities, repositories and Flyway migrations. Entities never leave this room: it implements the ports.
 */
@NullMarked
package dev.shaker.db;

import org.jspecify.annotations.NullMarked;
