/**
 * What is known of English words: synonyms from WordNet, parts of speech from OpenNLP. Both are read at first use; nobody
 * else knows the two libraries.
 */
@NullMarked
package dev.shaker.words;

import org.jspecify.annotations.NullMarked;
