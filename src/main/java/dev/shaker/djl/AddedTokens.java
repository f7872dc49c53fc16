package dev.shaker.djl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import org.jspecify.annotations.Nullable;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.base.DecoderTokenizers;
import dev.shaker.tensor.JsonText;

/**
 * What the stock library does to a {@code tokenizer.json} once it is read: tokens and specials that {@code tokenizer_config.json}
 * names are added or take its switches, and Llama's class puts its own template in the place of the file's.
 */
final class AddedTokens {
    private static final List<String> SWITCHES = List.of("single_word", "lstrip", "rstrip", "normalized", "special");
    private static final List<String> SPECIALS = List.of("bos_token", "eos_token", "unk_token", "sep_token",
            "pad_token", "cls_token", "mask_token");

    private final FileSet files;
    private final ObjectNode json;
    private final ObjectNode config;
    private final ArrayNode added;

    AddedTokens(FileSet files, ObjectNode json, ObjectNode config) {
        this.files = files;
        this.json = json;
        this.config = config;
        this.added = json.withArray("added_tokens");
    }

    void add() {
        List<Map.Entry<String, JsonNode>> decoder = new ArrayList<>(config.path("added_tokens_decoder").properties());
        decoder.removeIf(entry -> !entry.getKey().matches("[0-9]{1,9}"));
        decoder.sort(Comparator.comparingInt(entry -> Integer.parseInt(entry.getKey())));
        decoder.forEach(entry -> put(entry.getValue()));
        Map<String, String> defaults = DecoderTokenizers.specials(DecoderTokenizers.type(files, config));
        SPECIALS.forEach(name -> special(config.has(name) || !defaults.containsKey(name)
                ? config.path(name)
                : TextNode.valueOf(defaults.get(name))));
        config.path("additional_special_tokens").forEach(this::special);
    }

    private void special(JsonNode token) {
        String content = token.isObject() ? token.path("content").asText() : token.asText("");
        if (!content.isEmpty() && find(content) == null) {
            ObjectNode plain = TokenizerJson.added(content, 0);
            if (token.isObject()) {
                SWITCHES.stream().filter(token::has).forEach(name -> plain.set(name, token.get(name)));
            }
            put(plain.put("special", true));
        }
    }

    private void put(JsonNode token) {
        String content = token.path("content").asText();
        ObjectNode known = find(content);
        ObjectNode entry = known != null
                ? known
                : added.addObject().put("id", id(content).orElseGet(this::next)).put("content", content);
        SWITCHES.forEach(name -> entry.put(name, token.path(name).asBoolean(false)));
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
        JsonNode id = known != null ? known.path("id") : json.path("model").path("vocab").path(content);
        return id.isInt() ? OptionalInt.of(id.intValue()) : OptionalInt.empty();
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
