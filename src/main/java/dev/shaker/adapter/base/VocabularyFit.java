package dev.shaker.adapter.base;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;

import dev.shaker.adapter.FileSet;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.tensor.ByteSource;
import dev.shaker.tensor.JsonText;

/** Holds the ids that a tokenizer gives out against the rows of the embedding, which they index. */
final class VocabularyFit {
    /** Vocabularies of a million tokens stay below it. */
    private static final int LIMIT = 128 << 20;
    private static final String CONFIG = "tokenizer_config.json";

    private VocabularyFit() {
    }

    /**
     * @param rows of the word embedding
     * @throws ShakerException {@code BASE_MODEL_INVALID} where a token's id has no row
     */
    static void check(FileSet files, int rows) {
        if (files.files().containsKey("tokenizer.json")) {
            JsonNode tokenizer = json(files, "tokenizer.json");
            long vocabulary = highest(tokenizer.path("model").path("vocab"));
            long added = StreamSupport.stream(tokenizer.path("added_tokens").spliterator(), false)
                    .mapToLong(token -> token.path("id").asLong(-1)).max().orElse(-1);
            check(files, "tokenizer.json", Math.max(vocabulary, added), rows);
            if (files.files().containsKey(CONFIG)) {
                long named = json(files, CONFIG).path("added_tokens_decoder").properties().stream()
                        .map(Map.Entry::getKey).filter(id -> id.matches("[0-9]{1,9}"))
                        .mapToLong(Long::parseLong).max().orElse(-1);
                check(files, CONFIG, named, rows);
            }
            return;
        }
        if (files.files().containsKey("vocab.txt")) {
            check(files, "vocab.txt", lines(files.open("vocab.txt")) - 1, rows);
        } else if (files.files().containsKey("vocab.json")) {
            check(files, "vocab.json", highest(json(files, "vocab.json")), rows);
        }
        if (files.files().containsKey("added_tokens.json")) {
            check(files, "added_tokens.json", highest(json(files, "added_tokens.json")), rows);
        }
    }

    private static void check(FileSet files, String file, long highest, int rows) {
        if (highest >= rows) {
            throw new ShakerException(ErrorCode.BASE_MODEL_INVALID, "base model '" + files.location() + "': '" + file
                    + "' gives out the token id " + highest + ", the embedding has " + rows
                    + " rows; take the tokenizer that was saved with the model, or save the model again after"
                    + " resize_token_embeddings").with("file", file).with("found", highest).with("expected", rows);
        }
    }

    /** Of an object, tokens to ids; of an array the places are the ids. */
    private static long highest(JsonNode vocabulary) {
        if (vocabulary.isArray()) {
            return vocabulary.size() - 1L;
        }
        long highest = -1;
        for (JsonNode id : vocabulary) {
            highest = Math.max(highest, id.asLong(-1));
        }
        return highest;
    }

    private static JsonNode json(FileSet files, String name) {
        return JsonText.parseObject(ErrorCode.BASE_MODEL_INVALID, files.open(name), LIMIT);
    }

    private static long lines(ByteSource source) {
        ByteBuffer text = source.read(0, (int) Math.min(source.size(), LIMIT));
        long lines = 0;
        boolean open = false;
        while (text.hasRemaining()) {
            byte next = text.get();
            open = next != '\n';
            lines += open ? 0 : 1;
        }
        return open ? lines + 1 : lines;
    }
}
