package dev.shaker.djl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.util.PairList;

import dev.shaker.adapter.FileSet;
import dev.shaker.adapter.base.BaseModelConfig;
import dev.shaker.adapter.base.StockTokenizers;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.rows.Row;

/** A base model's tokenizer: ids exactly as its stock tokenizer gives them, pairs truncated longest first. */
final class TextTokenizer implements AutoCloseable {
    /** Rows handed to the native library at once: its encodings are large objects. */
    private static final int CHUNK = 128;
    /** Far more than a token of any language takes: a word of more than 100 characters is one unknown token. */
    private static final int CHARACTERS = 1_000;
    private static final int LEAST_TEXT = 100_000;

    private final HuggingFaceTokenizer tokenizer;
    private final boolean types;
    private final int vocabulary;
    private final int longest;

    private TextTokenizer(HuggingFaceTokenizer tokenizer, boolean types, int vocabulary, int maxLength) {
        this.vocabulary = vocabulary;
        this.longest = Math.max(LEAST_TEXT, maxLength * CHARACTERS);
        this.tokenizer = tokenizer;
        this.types = types;
    }

    /**
     * @param maxLength tokens a row is truncated to, specials included
     * @throws ShakerException {@code BASE_MODEL_INVALID} where the directory holds no tokenizer that can be read
     */
    static TextTokenizer open(FileSet files, BaseModelConfig config, int maxLength) {
        return open(files, config.hasSegments() && StockTokenizers.givesTypes(files),
                config.vocabularySize(), maxLength, "longest_first");
    }

    /** The same of a model without token types. */
    static TextTokenizer open(FileSet files, int maxLength) {
        return open(files, false, Integer.MAX_VALUE, maxLength, "longest_first");
    }

    /** One that truncates nothing. */
    static TextTokenizer whole(FileSet files) {
        return open(files, false, Integer.MAX_VALUE, Integer.MAX_VALUE / CHARACTERS, "do_not_truncate");
    }

    private static TextTokenizer open(FileSet files, boolean types, int vocabulary, int maxLength,
            String truncation) {
        String json = TokenizerJson.of(files);
        String length = Integer.toString(maxLength);
        try {
            var options = Map.of("addSpecialTokens", "true", "truncation", truncation, "padding", "false",
                    "maxLength", length, "modelMaxLength", length);
            return new TextTokenizer(HuggingFaceTokenizer
                    .newInstance(new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), options),
                    types, vocabulary, maxLength);
        } catch (IOException | RuntimeException e) {
            throw new ShakerException(ErrorCode.BASE_MODEL_INVALID, "the tokenizer of base model '" + files.location()
                    + "' cannot be read: " + e.getMessage()
                    + "; copy its tokenizer.json, vocab.txt or vocab.json and merges.txt again", e)
                    .with("file", files.location());
        }
    }

    /**
     * All rows in order; every row is a pair where the domain is one of pairs.
     *
     * @throws ShakerException {@code DATA_ROW_INVALID} where a row has an id beyond the embedding: a special that the tokenizer's
     *         class adds need not have a row there, and a text may spell it out
     */
    List<EncodedRow> encode(DomainRows domain) {
        List<EncodedRow> encoded = new ArrayList<>(domain.rows().size());
        for (int from = 0; from < domain.rows().size(); from += CHUNK) {
            List<Row> part = domain.rows().subList(from, Math.min(from + CHUNK, domain.rows().size()));
            for (Encoding encoding : domain.pairs() ? pairs(part) : singles(part)) {
                EncodedRow row = row(encoding);
                check(domain, encoded.size(), row);
                encoded.add(row);
            }
        }
        return encoded;
    }

    private void check(DomainRows domain, int number, EncodedRow row) {
        int highest = Arrays.stream(row.ids()).max().orElse(0);
        if (highest >= vocabulary) {
            throw new ShakerException(ErrorCode.DATA_ROW_INVALID, "data file '" + domain.source() + "', row "
                    + (number + 1) + ": the tokenizer gives out the id " + highest + ", the embedding has " + vocabulary
                    + " rows; leave the row out, or take the tokenizer that was saved with the model")
                    .with("file", domain.source());
        }
    }

    /** Texts in order, as they are. */
    List<int[]> encode(List<String> texts) {
        List<int[]> encoded = new ArrayList<>(texts.size());
        for (int from = 0; from < texts.size(); from += CHUNK) {
            for (Encoding encoding : tokenizer.batchEncode(texts.subList(from, Math.min(from + CHUNK, texts.size())))) {
                encoded.add(row(encoding).ids());
            }
        }
        return encoded;
    }

    private Encoding[] pairs(List<Row> rows) {
        PairList<String, String> pairs = new PairList<>(rows.size());
        for (Row row : rows) {
            pairs.add(cut(row.textA()), cut(row.textB()));
        }
        return tokenizer.batchEncode(pairs);
    }

    private Encoding[] singles(List<Row> rows) {
        List<String> texts = new ArrayList<>(rows.size());
        for (Row row : rows) {
            texts.add(cut(row.textA()));
        }
        return tokenizer.batchEncode(texts);
    }

    /** A text of megabytes would take gigabytes to tokenise, and all but its beginning is truncated afterwards. */
    String cut(String text) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isLowSurrogate(text.charAt(longest)) ? longest - 1 : longest);
    }

    private EncodedRow row(Encoding encoding) {
        long[] wide = encoding.getIds();
        long[] typeIds = encoding.getTypeIds();
        int[] ids = new int[wide.length];
        int second = wide.length;
        for (int i = 0; i < ids.length; i++) {
            ids[i] = (int) wide[i];
            if (types && typeIds[i] == 1 && second == wide.length) {
                second = i;
            }
        }
        return new EncodedRow(ids, second);
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
