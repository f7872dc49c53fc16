/**
 * Pages of lists over HTTP: which is asked for, how it is written as JSON and as CSV, how the next one is linked. The room of
 * positions and cursors comes in; no resource does.
 */
@NullMarked
package dev.shaker.web.lists;

import org.jspecify.annotations.NullMarked;
