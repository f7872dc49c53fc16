/**
 * What things are known by: names of spaces and domains, and ids of adapters, mixtures and evaluations, which are digests of what
 * they are. A value that there is, is well formed; texts from outside become one at the door.
 */
@NullMarked
package dev.shaker.identity;

import org.jspecify.annotations.NullMarked;
