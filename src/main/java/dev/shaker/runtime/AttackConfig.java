package dev.shaker.runtime;

import java.util.Optional;

import jakarta.validation.constraints.Pattern;

import io.smallrye.config.ConfigMapping;

/** What attacks on texts take where the request names nothing else. */
@ConfigMapping(prefix = "shaker.attack")
public interface AttackConfig {
    /** Location of a file of word vectors whose neighbours are synonyms; WordNet's synonyms where not set. */
    Optional<@Pattern(regexp = "s3://[^/]+/.*[^/]", message = "s3://bucket/key") String> wordVectors();

    /** Location of an encoder whose mean embedding compares sentences; the base model where not set. */
    Optional<@Pattern(regexp = "s3://[^/]+/.+", message = "s3://bucket/prefix/") String> sentenceEncoder();
}
