/**
 * Commands on mixtures: mix, list, show, fetch, rebuild. Only {@code cli.evaluation} and {@code cli.common} come in.
 */
@NullMarked
package dev.shaker.cli.mixture;

import org.jspecify.annotations.NullMarked;
