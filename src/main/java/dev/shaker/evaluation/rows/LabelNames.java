package dev.shaker.evaluation.rows;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;

/**
 * A domain's labels in the order of its head's outputs. A row names its label or gives its index. Where a label's name is
 * itself a whole number other than its index, only names are understood: {@code "1"} must not mean two labels.
 */
public record LabelNames(List<String> names) {
    public LabelNames {
        names = List.copyOf(names);
        if (names.size() < 2 || new HashSet<>(names).size() != names.size()) {
            throw new ShakerException(ErrorCode.DOMAIN_LABELS_INVALID,
                    "a domain needs at least two labels, each once, but these were given: " + names).with("labels",
                            names);
        }
    }

    /** Number of labels C. */
    public int size() {
        return names.size();
    }

    Index index() {
        Map<String, Integer> byText = new HashMap<>();
        boolean ambiguous = false;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            byText.put(name, i);
            ambiguous |= name.matches("[0-9]+") && !name.equals(Integer.toString(i));
        }
        for (int i = 0; i < names.size() && !ambiguous; i++) {
            byText.putIfAbsent(Integer.toString(i), i);
        }
        return new Index(byText);
    }

    /** Looks labels up by what a row says. */
    record Index(Map<String, Integer> byText) {
        OptionalInt find(String text) {
            Integer found = byText.get(text);
            return found == null ? OptionalInt.empty() : OptionalInt.of(found);
        }
    }
}
