/**
 * The report of a sweep as one HTML page with SVG charts, both Qute templates that are compiled with the program. Results and
 * statistics come in; nothing of HTTP does.
 */
@NullMarked
package dev.shaker.web.report;

import org.jspecify.annotations.NullMarked;
