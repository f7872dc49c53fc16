/**
 * The rows of a domain: reading CSV, TSV and JSON lines, with labels and columns told apart. Only byte sources of {@code tensor}
 * and {@code error} come in.
 */
@NullMarked
package dev.shaker.evaluation.rows;

import org.jspecify.annotations.NullMarked;
