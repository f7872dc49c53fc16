/**
 * Lists that are read a page at a time: what is asked for, what comes, and the cursor between two pages. Every room may use it;
 * only error codes and the digest come in.
 */
@NullMarked
package dev.shaker.listing;

import org.jspecify.annotations.NullMarked;
