/**
 * TextFooler and what it needs to know of words and sentences, as ports. Pure; word vectors are read here too.
 */
@NullMarked
package dev.shaker.evaluation.attack;

import org.jspecify.annotations.NullMarked;
