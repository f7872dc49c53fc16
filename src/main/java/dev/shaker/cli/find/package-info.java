/** Commands about searches for good mixtures. */
@NullMarked
package dev.shaker.cli.find;

import org.jspecify.annotations.NullMarked;
