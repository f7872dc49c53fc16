/** Searches, their shards and what was measured for them, as rows. */
@NullMarked
package dev.shaker.db.guided;

import org.jspecify.annotations.NullMarked;
