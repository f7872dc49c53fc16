/**
 * Commands on sweeps and their report. Only {@code cli.evaluation} and {@code cli.common} come in.
 */
@NullMarked
package dev.shaker.cli.sweep;

import org.jspecify.annotations.NullMarked;
