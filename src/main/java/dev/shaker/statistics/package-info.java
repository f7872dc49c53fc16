/** How closely two quantities go together, with intervals. */
@NullMarked
package dev.shaker.statistics;

import org.jspecify.annotations.NullMarked;
