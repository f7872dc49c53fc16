/**
 * What mixing will cost a domain, as far as measurements of other mixtures tell, with intervals that hold what they promise. A
 * function of what was measured; nothing here reads or waits.
 */
@NullMarked
package dev.shaker.forecast;

import org.jspecify.annotations.NullMarked;
