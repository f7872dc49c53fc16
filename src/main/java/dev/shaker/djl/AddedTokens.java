package dev.shaker.djl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.base.StockTokenizers;
import dev.shaker.tensor.JsonText;

/**
 * What the stock library does to a {@code tokenizer.json} once it is read: tokens and specials that {@code tokenizer_config.json}
 * names, or, where it has no {@code added_tokens_decoder}, {@code added_tokens.json} and {@code special_tokens_map.json}, are added
 * or take its switches, and Llama's class puts its own template in the place of the file's.
 */
final class AddedTokens {
    private static final String DECODER = "added_tokens_decoder";
    private static final String ADDITIONAL = "additional_special_tokens";
    private static final List<String> SWITCHES = List.of("single_word", "lstrip", "rstrip", "normalized", "special");
    private static final List<String> SPECIALS = List.of("bos_token", "eos_token", "unk_token", "sep_token",
            "pad_token", "cls_token", "mask_token");

    private final FileSet files;
    private final String type;
    private final ObjectNode json;
    /** What the class is given: {@code tokenizer_config.json} and, in its place, older files. */
    private final ObjectNode config;
    private final ArrayNode added;
    /** Ids of the model's own vocabulary. */
    private final ToIntFunction<String> vocabulary;

    AddedTokens(FileSet files, String type, ObjectNode json, ObjectNode config) {
        this.files = files;
        this.type = type;
        this.json = json;
        this.config = config.has(DECODER) ? config : withSpecialsMap(files, config);
        this.added = json.withArray("added_tokens");
        this.vocabulary = vocabulary(json.path("model").path("vocab"));
    }

    private static ObjectNode withSpecialsMap(FileSet files, ObjectNode config) {
        ObjectNode merged = config.deepCopy();
        if (files.files().containsKey("special_tokens_map.json")) {
            TokenizerJson.read(files, "special_tokens_map.json").properties().forEach(entry -> {
                if (entry.getKey().equals(ADDITIONAL) && entry.getValue().isArray()) {
                    ArrayNode all = merged.path(ADDITIONAL).isArray()
                            ? (ArrayNode) merged.get(ADDITIONAL)
                            : merged.putArray(ADDITIONAL);
                    entry.getValue().forEach(all::add);
                } else {
                    merged.set(entry.getKey(), entry.getValue());
                }
            });
        }
        return merged;
    }

    /** Of Unigram an array of tokens with their scores, whose places are the ids; of all others an object. */
    private static ToIntFunction<String> vocabulary(JsonNode vocabulary) {
        if (!vocabulary.isArray()) {
            return content -> vocabulary.path(content).asInt(-1);
        }
        Map<String, Integer> ids = new HashMap<>();
        for (int i = 0; i < vocabulary.size(); i++) {
            ids.put(vocabulary.get(i).path(0).asText(), i);
        }
        return content -> ids.getOrDefault(content, -1);
    }

    void add() {
        Map<String, JsonNode> known = new HashMap<>();
        List<JsonNode> decoder = decoder(known);
        List<Named> specials = specials(known);
        Set<String> special = new HashSet<>();
        specials.forEach(token -> special.add(token.content()));
        for (JsonNode token : decoder) {
            put(token, special.contains(token.path("content").asText()));
        }
        Set<String> seen = new HashSet<>();
        for (Named token : specials) {
            if (seen.add(token.content())) {
                if (token.own() != null) {
                    put(token.own(), true);
                } else if (find(token.content()) == null) {
                    put(TokenizerJson.added(token.content(), 0), true);
                }
            }
        }
    }

    /** A special token, with its own switches where it is more than a text. */
    private record Named(String content, @Nullable JsonNode own) {}

    /** Tokens to be added, in the order of their ids there. */
    private List<JsonNode> decoder(Map<String, JsonNode> known) {
        SortedMap<Integer, JsonNode> decoder = new TreeMap<>();
        if (config.has(DECODER)) {
            config.path(DECODER).properties().forEach(entry -> {
                if (entry.getKey().matches("[0-9]{1,9}")) {
                    decoder.put(Integer.parseInt(entry.getKey()), entry.getValue());
                }
            });
            decoder.values().forEach(token -> known.put(token.path("content").asText(), token));
            return List.copyOf(decoder.values());
        }
        if (files.files().containsKey("added_tokens.json")) {
            Set<String> special = new HashSet<>();
            SPECIALS.forEach(name -> special.add(content(config.path(name))));
            config.path(ADDITIONAL).forEach(token -> special.add(content(token)));
            TokenizerJson.read(files, "added_tokens.json").properties().forEach(entry -> {
                boolean one = special.contains(entry.getKey());
                decoder.put(entry.getValue().asInt(), TokenizerJson.added(entry.getKey(), 0).put("normalized", !one)
                        .put("special", one));
            });
        }
        added.forEach(token -> {
            decoder.remove(token.path("id").asInt());
            known.put(token.path("content").asText(), token.deepCopy());
        });
        return List.copyOf(decoder.values());
    }

    private List<Named> specials(Map<String, JsonNode> known) {
        List<Named> specials = new ArrayList<>();
        Map<String, StockTokenizers.Special> defaults = StockTokenizers.specials(type);
        for (String name : SPECIALS) {
            StockTokenizers.Special otherwise = defaults.get(name);
            if (config.has(name)) {
                String content = content(config.path(name));
                JsonNode own = known.containsKey(content)
                        ? known.get(content)
                        : config.path(name).isObject()
                                ? config.path(name)
                                : otherwise != null && otherwise.own() ? own(content, otherwise) : null;
                specials.add(new Named(content, own));
            } else if (otherwise != null) {
                specials.add(new Named(otherwise.content(),
                        otherwise.own() ? own(otherwise.content(), otherwise) : null));
            }
        }
        if (config.has(ADDITIONAL)) {
            config.path(ADDITIONAL).forEach(token -> specials.add(named(token)));
        } else {
            StockTokenizers.additional(type).forEach(content -> specials.add(new Named(content, null)));
        }
        config.path("extra_special_tokens").forEach(token -> specials.add(named(token)));
        specials.removeIf(token -> token.content().isEmpty());
        return specials;
    }

    private static Named named(JsonNode token) {
        return new Named(content(token), token.isObject() ? token : null);
    }

    private static JsonNode own(String content, StockTokenizers.Special special) {
        return TokenizerJson.added(content, 0).put("lstrip", special.stripsLeft());
    }

    private static String content(JsonNode token) {
        return token.isObject() ? token.path("content").asText() : token.isTextual() ? token.asText() : "";
    }

    private void put(JsonNode token, boolean special) {
        String content = token.path("content").asText();
        ObjectNode known = find(content);
        ObjectNode entry = known != null
                ? known
                : added.addObject().put("id", id(content).orElseGet(this::next)).put("content", content);
        boolean one = special || token.path("special").asBoolean(false);
        SWITCHES.forEach(name -> entry.put(name,
                token.path(name).asBoolean(name.equals("normalized") && !one)));
        entry.put("special", one);
    }

    private @Nullable ObjectNode find(String content) {
        for (JsonNode token : added) {
            if (token.path("content").asText().equals(content)) {
                return (ObjectNode) token;
            }
        }
        return null;
    }

    private OptionalInt id(String content) {
        ObjectNode known = find(content);
        int id = known != null ? known.path("id").asInt() : vocabulary.applyAsInt(content);
        return id >= 0 ? OptionalInt.of(id) : OptionalInt.empty();
    }

    private int next() {
        int next = json.path("model").path("vocab").size();
        for (JsonNode token : added) {
            next = Math.max(next, token.path("id").asInt(-1) + 1);
        }
        return next;
    }

    /** {@code <s> a} and {@code <s> a <s> b}, with {@code </s>} behind each text where that is switched on. */
    void putLlamaTemplate() {
        ObjectNode template = JsonText.object().put("type", "TemplateProcessing");
        boolean begin = config.path("add_bos_token").asBoolean(true);
        boolean end = config.path("add_eos_token").asBoolean(false);
        String bos = TokenizerJson.special(config, new String[]{ "bos_token", "<s>" });
        String eos = TokenizerJson.special(config, new String[]{ "eos_token", "</s>" });
        ArrayNode single = template.putArray("single");
        ArrayNode pair = template.putArray("pair");
        text(single, begin ? bos : "", "A", end ? eos : "", 0);
        text(pair, begin ? bos : "", "A", end ? eos : "", 0);
        text(pair, begin ? bos : "", "B", end ? eos : "", 1);
        ObjectNode tokens = template.putObject("special_tokens");
        for (String token : List.of(begin ? bos : "", end ? eos : "")) {
            if (!token.isEmpty()) {
                int id = id(token).orElseThrow(() -> TokenizerJson.invalid(files, "has no '" + token
                        + "' in its tokenizer.json, which its tokenizer_config.json sets around a text; copy the one"
                        + " that belongs to it"));
                ObjectNode entry = tokens.putObject(token).put("id", token);
                entry.putArray("ids").add(id);
                entry.putArray("tokens").add(token);
            }
        }
        json.set("post_processor", template);
    }

    private static void text(ArrayNode pieces, String before, String sequence, String behind, int type) {
        special(pieces, before, type);
        pieces.addObject().putObject("Sequence").put("id", sequence).put("type_id", type);
        special(pieces, behind, type);
    }

    private static void special(ArrayNode pieces, String token, int type) {
        if (!token.isEmpty()) {
            pieces.addObject().putObject("SpecialToken").put("id", token).put("type_id", type);
        }
    }
}
