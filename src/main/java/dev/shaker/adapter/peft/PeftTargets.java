package dev.shaker.adapter.peft;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.format.ConfigReader;

/**
 * Which modules a PEFT configuration targets: {@code target_modules} as a list of name endings, a regular expression or
 * {@code all-linear}, less {@code exclude_modules}, in {@code layers_to_transform}.
 */
public final class PeftTargets {
    private static final int DIGITS = 4;

    private final ConfigReader config;
    private final @Nullable Matching targets;
    private final @Nullable Matching excluded;
    private final @Nullable SortedSet<Integer> layers;

    /** Either a list of endings, or a pattern for the whole name. */
    private record Matching(List<String> endings, @Nullable Pattern pattern) {
        boolean matches(String module) {
            if (pattern != null) {
                return pattern.matcher(module).matches();
            }
            for (String ending : endings) {
                if (module.equals(ending) || module.endsWith("." + ending)) {
                    return true;
                }
            }
            return false;
        }
    }

    public PeftTargets(ConfigReader config) {
        this.config = config;
        this.targets = matching("target_modules");
        if (targets == null) {
            throw config.invalid("target_modules", "expects the names of the targeted modules");
        }
        this.excluded = matching("exclude_modules");
        this.layers = layers();
    }

    /** Whether a module is targeted, its layer read from its name as PEFT reads it. */
    boolean contains(String module) {
        return contains(module, layers == null ? -1 : layer(module));
    }

    public boolean contains(String module, int layer) {
        boolean targeted = targets != null && targets.matches(module)
                && (excluded == null || !excluded.matches(module));
        return targeted && (layers == null || layers.contains(layer));
    }

    /** The highest layer that the configuration names, -1 where it names none. */
    int highestLayer() {
        return layers == null || layers.isEmpty() ? -1 : layers.last();
    }

    /** The last number behind a name that is not the first ({@code layers_pattern} says which names count), or -1. */
    private int layer(String module) {
        List<String> lists = new ArrayList<>();
        JsonNode pattern = config.value("layers_pattern");
        if (pattern != null) {
            (pattern.isArray() ? pattern : List.of(pattern)).forEach(list -> lists.add(list.asText()));
        }
        String[] parts = module.split("\\.", -1);
        for (int i = parts.length - 2; i >= 2; i--) {
            boolean number = parts[i].length() <= DIGITS && parts[i].chars().allMatch(c -> c >= '0' && c <= '9');
            if (number && (lists.isEmpty() || lists.contains(parts[i - 1]))) {
                return Integer.parseInt(parts[i]);
            }
        }
        return -1;
    }

    private @Nullable Matching matching(String field) {
        JsonNode node = config.value(field);
        if (node == null) {
            return null;
        }
        if (node.isTextual()) {
            String text = node.textValue().equalsIgnoreCase("all-linear") ? ".*" : node.textValue();
            return new Matching(List.of(), PeftPattern.compile(config, field, text));
        }
        List<String> endings = new ArrayList<>();
        for (JsonNode ending : node) {
            endings.add(ending.asText());
        }
        return new Matching(endings, null);
    }

    private @Nullable SortedSet<Integer> layers() {
        JsonNode node = config.value("layers_to_transform");
        if (node == null) {
            return null;
        }
        var numbers = new TreeSet<Integer>();
        for (JsonNode layer : node.isArray() ? node : List.of(node)) {
            if (!layer.canConvertToInt() || layer.intValue() < 0 || layer.intValue() > 9999) {
                throw config.invalid("layers_to_transform", "expects numbers of layers");
            }
            numbers.add(layer.intValue());
        }
        return numbers;
    }
}
