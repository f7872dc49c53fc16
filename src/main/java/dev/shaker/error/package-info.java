/**
 * Error codes and the exception that carries one: the innermost room, everything may use it and it uses nothing.
 */
@NullMarked
package dev.shaker.error;

import org.jspecify.annotations.NullMarked;
