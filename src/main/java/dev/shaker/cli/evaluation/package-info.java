/**
 * Commands and tables of accuracies, alone, mixed and under attack. Only {@code cli.common} comes in.
 */
@NullMarked
package dev.shaker.cli.evaluation;

import org.jspecify.annotations.NullMarked;
