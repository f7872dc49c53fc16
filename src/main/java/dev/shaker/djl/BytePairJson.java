package dev.shaker.djl;

import java.util.List;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.shaker.adapter.FileSet;
import dev.shaker.tensor.JsonText;

/** RoBERTa's tokenizer: byte-level pairs from {@code vocab.json} and {@code merges.txt}, {@code <s> a </s></s> b </s>}. */
final class BytePairJson {
    private static final String[] CLS = { "cls_token", "<s>" };
    private static final String[] SEP = { "sep_token", "</s>" };
    private static final String[] MASK = { "mask_token", "<mask>" };
    private static final String[][] SPECIALS = { { "bos_token", "<s>" }, { "pad_token", "<pad>" },
            { "eos_token", "</s>" }, { "unk_token", "<unk>" }, CLS, SEP, MASK };

    private BytePairJson() {
    }

    /** @throws dev.shaker.error.ShakerException {@code BASE_MODEL_INVALID} */
    static ObjectNode of(FileSet files, ObjectNode config) {
        ObjectNode vocabulary = TokenizerJson.read(files, "vocab.json");
        ObjectNode json = JsonText.object().put("version", "1.0");
        json.putNull("truncation");
        json.putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        for (String[] special : SPECIALS) {
            ObjectNode token = TokenizerJson.added(TokenizerJson.special(config, special),
                    TokenizerJson.id(files, config, vocabulary, special));
            // The mask stands for a word with the space before it.
            added.add(token.put("lstrip", special == MASK));
        }
        json.putNull("normalizer");
        json.putObject("pre_tokenizer").put("type", "ByteLevel").put("add_prefix_space", prefixSpace(config))
                .put("trim_offsets", true).put("use_regex", true);
        ObjectNode template = json.putObject("post_processor").put("type", "RobertaProcessing");
        pair(template.putArray("sep"), files, config, vocabulary, SEP);
        pair(template.putArray("cls"), files, config, vocabulary, CLS);
        template.put("trim_offsets", true).put("add_prefix_space", prefixSpace(config));
        ObjectNode model = json.putObject("model").put("type", "BPE").putNull("dropout").putNull("unk_token")
                .put("continuing_subword_prefix", "").put("end_of_word_suffix", "").put("fuse_unk", false)
                .put("byte_fallback", false);
        model.set("vocab", vocabulary);
        merges(files, model.putArray("merges"));
        return json;
    }

    /**
     * The stock library lets {@code tokenizer_config.json}, and its absence, overrule what {@code tokenizer.json} says of a
     * space before the first word.
     */
    static void overridePrefixSpace(ObjectNode json, ObjectNode config) {
        if (json.get("pre_tokenizer") instanceof ObjectNode splitter
                && splitter.path("type").asText().equals("ByteLevel")) {
            splitter.put("add_prefix_space", prefixSpace(config));
        }
    }

    private static boolean prefixSpace(ObjectNode config) {
        return config.path("add_prefix_space").asBoolean(false);
    }

    private static void pair(ArrayNode pair, FileSet files, ObjectNode config, ObjectNode vocabulary,
            String[] special) {
        pair.add(TokenizerJson.special(config, special)).add(TokenizerJson.id(files, config, vocabulary, special));
    }

    private static void merges(FileSet files, ArrayNode merges) {
        List<String> lines = TokenizerJson.lines(files, "merges.txt");
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean version = i == 0 && line.startsWith("#version");
            if (!version && !line.isEmpty()) {
                merges.add(line);
            }
        }
    }
}
