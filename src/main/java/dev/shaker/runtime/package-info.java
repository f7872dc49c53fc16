/**
 * Roles, configuration, start-up checks, health and drain.
 */
@NullMarked
package dev.shaker.runtime;

import org.jspecify.annotations.NullMarked;
