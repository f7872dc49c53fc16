/**
 * Commands on adapters: list, publish, convert. Only {@code cli.common} and the pure rooms for local files come in.
 */
@NullMarked
package dev.shaker.cli.adapter;

import org.jspecify.annotations.NullMarked;
