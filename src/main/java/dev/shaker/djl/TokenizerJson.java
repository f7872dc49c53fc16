package dev.shaker.djl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.base.StockTokenizers;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.JsonText;

/**
 * The {@code tokenizer.json} of a base model: its own without the truncation and padding that it may carry, or one made as the
 * stock library makes it, from {@code vocab.txt} for BERT, from {@code vocab.json} and {@code merges.txt} for RoBERTa, with
 * {@code tokenizer_config.json} where it is there.
 */
final class TokenizerJson {
    private static final int LIMIT = 256 << 20;
    private static final String[][] SPECIALS = { { "pad_token", "[PAD]" }, { "unk_token", "[UNK]" },
            { "cls_token", "[CLS]" }, { "sep_token", "[SEP]" }, { "mask_token", "[MASK]" } };

    private TokenizerJson() {
    }

    /** @throws ShakerException {@code BASE_MODEL_INVALID} */
    static String of(FileSet files) {
        Set<String> present = files.files().keySet();
        ObjectNode config = present.contains("tokenizer_config.json")
                ? read(files, "tokenizer_config.json")
                : JsonText.object();
        if (present.contains("tokenizer.json")) {
            ObjectNode json = read(files, "tokenizer.json");
            json.putNull("truncation");
            json.putNull("padding");
            String type = StockTokenizers.type(files, config);
            if (!StockTokenizers.isLlama(type)) {
                BytePairJson.overridePrefixSpace(json, config);
            }
            if (StockTokenizers.isWordPiece(type)) {
                overrideNormalizer(json, config);
            }
            var tokens = new AddedTokens(files, type, json, config);
            tokens.add();
            if (StockTokenizers.isLlama(type)) {
                tokens.putLlamaTemplate();
            }
            return JsonText.compact(json);
        }
        if (present.contains("vocab.txt")) {
            ObjectNode json = wordPiece(files, config);
            new AddedTokens(files, StockTokenizers.type(files, config), json, config).add();
            return JsonText.compact(json);
        }
        if (present.contains("vocab.json") && present.contains("merges.txt")) {
            ObjectNode json = BytePairJson.of(files, config);
            new AddedTokens(files, StockTokenizers.type(files, config), json, config).add();
            return JsonText.compact(json);
        }
        throw invalid(files,
                "has neither tokenizer.json, vocab.txt nor vocab.json with merges.txt; copy them beside its"
                        + " config.json");
    }

    /**
     * As the stock BERT tokenizers do: their own three switches, from {@code tokenizer_config.json} or by default, overrule what
     * the normaliser of {@code tokenizer.json} says. A tokenizer of no class of its own takes the file as it is.
     */
    private static void overrideNormalizer(ObjectNode json, ObjectNode config) {
        if (json.path("normalizer") instanceof ObjectNode normalizer
                && normalizer.path("type").asText().equals("BertNormalizer")) {
            putSwitches(normalizer, config);
        }
    }

    private static void putSwitches(ObjectNode normalizer, ObjectNode config) {
        normalizer.put("handle_chinese_chars", flag(config, "tokenize_chinese_chars"));
        JsonNode accents = config.path("strip_accents");
        normalizer.set("strip_accents", accents.isBoolean() ? accents : normalizer.nullNode());
        normalizer.put("lowercase", flag(config, "do_lower_case"));
    }

    private static ObjectNode wordPiece(FileSet files, ObjectNode config) {
        ObjectNode vocabulary = vocabulary(files);
        ObjectNode json = JsonText.object().put("version", "1.0");
        json.putNull("truncation");
        json.putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        for (String[] special : SPECIALS) {
            added.add(added(special(config, special), id(files, config, vocabulary, special)));
        }
        putSwitches(json.putObject("normalizer").put("type", "BertNormalizer").put("clean_text", true), config);
        json.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        json.set("post_processor", template(files, config, vocabulary));
        json.putObject("model").put("type", "WordPiece").put("unk_token", special(config, SPECIALS[1]))
                .put("continuing_subword_prefix", "##").put("max_input_chars_per_word", 100).set("vocab", vocabulary);
        return json;
    }

    /** {@code [CLS] a [SEP]} of type 0 and {@code b [SEP]} of type 1. */
    private static ObjectNode template(FileSet files, ObjectNode config, ObjectNode vocabulary) {
        String cls = special(config, SPECIALS[2]);
        String sep = special(config, SPECIALS[3]);
        ObjectNode template = JsonText.object().put("type", "TemplateProcessing");
        ArrayNode single = template.putArray("single");
        ArrayNode pair = template.putArray("pair");
        for (ArrayNode pieces : new ArrayNode[]{ single, pair }) {
            pieces.addObject().putObject("SpecialToken").put("id", cls).put("type_id", 0);
            pieces.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
            pieces.addObject().putObject("SpecialToken").put("id", sep).put("type_id", 0);
        }
        pair.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
        pair.addObject().putObject("SpecialToken").put("id", sep).put("type_id", 1);
        ObjectNode tokens = template.putObject("special_tokens");
        for (String[] name : new String[][]{ SPECIALS[2], SPECIALS[3] }) {
            String token = special(config, name);
            ObjectNode entry = tokens.putObject(token).put("id", token);
            entry.putArray("ids").add(id(files, config, vocabulary, name));
            entry.putArray("tokens").add(token);
        }
        return template;
    }

    static ObjectNode added(String token, int id) {
        return JsonText.object().put("id", id).put("content", token).put("single_word", false).put("lstrip", false)
                .put("rstrip", false).put("normalized", false).put("special", true);
    }

    /** Line number to token; of a token given twice the last line counts, as in the stock library. */
    private static ObjectNode vocabulary(FileSet files) {
        ObjectNode vocabulary = JsonText.object();
        int id = 0;
        for (String token : lines(files, "vocab.txt")) {
            vocabulary.put(token, id++);
        }
        return vocabulary;
    }

    static List<String> lines(FileSet files, String file) {
        var source = files.open(file);
        byte[] bytes = new byte[(int) Math.min(source.size(), LIMIT)];
        source.read(0, bytes.length).get(bytes);
        List<String> lines = new ArrayList<>();
        String text = new String(bytes, StandardCharsets.UTF_8);
        int from = 0;
        while (from < text.length()) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            boolean windows = end > from && text.charAt(end - 1) == '\r';
            lines.add(text.substring(from, windows ? end - 1 : end));
            from = end + 1;
        }
        return lines;
    }

    static int id(FileSet files, ObjectNode config, ObjectNode vocabulary, String[] special) {
        String token = special(config, special);
        JsonNode id = vocabulary.get(token);
        if (id == null) {
            throw invalid(files, "has no '" + token + "' in its vocabulary; copy the one that belongs to it");
        }
        return id.intValue();
    }

    /** A token is written as text or as an object with its content. */
    static String special(ObjectNode config, String[] special) {
        JsonNode value = config.path(special[0]);
        return value.isObject() ? value.path("content").asText(special[1]) : value.asText(special[1]);
    }

    private static boolean flag(ObjectNode config, String name) {
        return config.path(name).asBoolean(true);
    }

    static ObjectNode read(FileSet files, String file) {
        return JsonText.parseObject(ErrorCode.BASE_MODEL_INVALID, files.open(file), LIMIT);
    }

    static ShakerException invalid(FileSet files, String problem) {
        return new ShakerException(ErrorCode.BASE_MODEL_INVALID, "base model '" + files.location() + "' " + problem)
                .with("file", files.location());
    }
}
