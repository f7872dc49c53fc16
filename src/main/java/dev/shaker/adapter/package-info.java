/**
 * Adapters as data: identity, file formats (PEFT, AdapterHub), name normalisation, comparability, and the ports to
 * where adapters are stored and listed. Only {@code tensor}, {@code error}, the JDK and the JSON library may come in.
 */
@NullMarked
package dev.shaker.adapter;

import org.jspecify.annotations.NullMarked;
