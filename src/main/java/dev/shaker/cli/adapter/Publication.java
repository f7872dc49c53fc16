package dev.shaker.cli.adapter;

import java.nio.file.Path;
import java.util.List;

import org.jspecify.annotations.Nullable;

import dev.shaker.cli.common.CliException;

/**
 * One adapter to publish.
 *
 * @param labels in the order of the head's outputs
 * @param test the test split; without one the domain cannot be evaluated
 * @param badRows how many rows of the test split may be unreadable
 * @param outside whether others measure on the test split
 * @param prompt how a decoder is asked for a row's label, null where a head classifies
 * @param train the training split, whose texts say what the domain is about
 */
public record Publication(String domain, Path directory, List<String> labels, @Nullable Path test,
        @Nullable Integer badRows, @Nullable Path train, @Nullable Integer maxLength, @Nullable Long seed,
        @Nullable Prompt prompt, boolean outside) {
    /**
     * @param words what it says for each label; the labels themselves where empty
     */
    public record Prompt(String template, List<String> words) {}

    /** An adapter with a head. */
    public Publication(String domain, Path directory, List<String> labels, @Nullable Path test,
            @Nullable Integer badRows, @Nullable Path train, @Nullable Integer maxLength, @Nullable Long seed) {
        this(domain, directory, labels, test, badRows, train, maxLength, seed, null, false);
    }

    /** {@code tsv}, {@code csv} or {@code jsonl}, by the file's name. */
    static String format(Path test) {
        String name = test.toString().replaceFirst("\\.gz$", "");
        String ending = name.substring(name.lastIndexOf('.') + 1);
        return switch (ending) {
            case "tsv", "csv", "jsonl" -> ending;
            case "json" -> "jsonl";
            default -> throw CliException.usage(
                    test + " ends in '." + ending + "': a test split is .tsv, .csv or .jsonl, plain or with .gz");
        };
    }
}
