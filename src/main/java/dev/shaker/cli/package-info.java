/**
 * The commands people type; they talk to a running instance over HTTP.
 */
@NullMarked
package dev.shaker.cli;

import org.jspecify.annotations.NullMarked;
