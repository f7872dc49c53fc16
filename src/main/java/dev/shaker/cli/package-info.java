/**
 * The commands people type; they talk to a running instance over HTTP and start without a framework. Only picocli, the
 * JDK's HTTP client and Jackson come in, and the pure rooms {@code adapter} and {@code tensor} for converting local files.
 */
@NullMarked
package dev.shaker.cli;

import org.jspecify.annotations.NullMarked;
