/** Policies and the verdicts told by them, as rows. */
@NullMarked
package dev.shaker.db.gate;

import org.jspecify.annotations.NullMarked;
