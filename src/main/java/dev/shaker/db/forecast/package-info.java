/** What was measured of a space's mixtures, gathered from requests and sweeps. */
@NullMarked
package dev.shaker.db.forecast;

import org.jspecify.annotations.NullMarked;
