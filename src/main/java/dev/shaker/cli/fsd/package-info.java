/**
 * Commands on a space's matrix and the advice that is read from it. Only {@code cli.common} comes in.
 */
@NullMarked
package dev.shaker.cli.fsd;

import org.jspecify.annotations.NullMarked;
