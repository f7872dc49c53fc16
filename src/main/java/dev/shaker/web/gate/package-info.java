/**
 * The gate over HTTP: policies, verdicts, and verdicts as other tools read them: JUnit XML, an in-toto statement, Markdown. What
 * resources have in common comes from {@code web.api}.
 */
@NullMarked
package dev.shaker.web.gate;

import org.jspecify.annotations.NullMarked;
