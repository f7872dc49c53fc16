/**
 * Commands on an instance as a whole: start it, show it, follow its events, replay its dead letters. The commands of the other
 * nouns may come in.
 */
@NullMarked
package dev.shaker.cli.instance;

import org.jspecify.annotations.NullMarked;
