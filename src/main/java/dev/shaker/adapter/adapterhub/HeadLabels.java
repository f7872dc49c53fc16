package dev.shaker.adapter.adapterhub;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.Adapter;
import dev.shaker.adapter.AdapterSource;
import dev.shaker.error.ErrorCode;
import dev.shaker.tensor.JsonText;

/** The names that a head's own configuration gives to its outputs ({@code label2id}). */
public final class HeadLabels {
    /** What libraries write where nobody gave a name. */
    private static final Pattern GENERIC = Pattern.compile("LABEL_[0-9]+|[0-9]+");

    private HeadLabels() {
    }

    /** Names in the order of the outputs; empty where the head names none, or not each of them once. */
    public static Optional<List<String>> of(Adapter adapter) {
        String text = adapter.source().map(AdapterSource::headConfig).orElse("");
        if (text.isEmpty()) {
            return Optional.empty();
        }
        JsonNode root = JsonText.parse(ErrorCode.ADAPTER_CONFIG_INVALID, AdapterHubHeadReader.CONFIG,
                text.getBytes(StandardCharsets.UTF_8));
        JsonNode ids = root.path("config").path("label2id");
        return names(ids.isObject() ? ids : root.path("label2id"));
    }

    private static Optional<List<String>> names(JsonNode ids) {
        String[] names = new String[ids.size()];
        List<String> given = new ArrayList<>();
        ids.properties().forEach(entry -> {
            int id = entry.getValue().asInt(-1);
            if (id >= 0 && id < names.length) {
                names[id] = entry.getKey();
                given.add(entry.getKey());
            }
        });
        boolean named = names.length > 0 && given.size() == names.length
                && Arrays.stream(names).allMatch(name -> name != null && !GENERIC.matcher(name).matches());
        return named ? Optional.of(List.of(names)) : Optional.empty();
    }

    /** Whether labels are but the numbers of the outputs. */
    public static boolean areNumbers(List<String> labels) {
        for (int i = 0; i < labels.size(); i++) {
            if (!labels.get(i).equals(Integer.toString(i)) && !labels.get(i).equals("LABEL_" + i)) {
                return false;
            }
        }
        return true;
    }
}
