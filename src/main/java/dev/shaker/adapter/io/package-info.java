/**
 * The doors of the formats: open, write and convert an adapter of either library, and whether it fits its base model. It may
 * use all rooms of {@code adapter}; who only has an adapter in hand needs none of it.
 */
@NullMarked
package dev.shaker.adapter.io;

import org.jspecify.annotations.NullMarked;
