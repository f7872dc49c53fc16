package dev.shaker.djl.decoder;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.shaker.adapter.Prompt;
import dev.shaker.djl.torch.LengthGroups;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.rows.Row;

/**
 * A domain's rows as batches of a decoder.
 *
 * @param labels of the rows, in the order of the file
 */
record DecoderSplit(List<DecoderBatch> batches, int[] labels, int badRows) implements AutoCloseable {
    /** Far more than a token of any language takes. */
    private static final int CHARACTERS = 1_000;
    private static final int LEAST_TEXT = 100_000;
    private static final int CHUNK = 64;

    /** How rows become batches, and how many ids there are. */
    record Batching(int rows, int tokens, int vocabulary) {}

    private static DecoderSplit of(DomainRows domain, List<DecoderRow> rows, Batching batching) {
        for (int i = 0; i < rows.size(); i++) {
            check(domain, i, rows.get(i), batching.vocabulary());
        }
        List<DecoderBatch> batches = LengthGroups
                .of(rows.stream().mapToInt(DecoderRow::length).toArray(), batching.rows(), batching.tokens())
                .stream()
                .map(places -> DecoderBatch.of(rows, places)).toList();
        return new DecoderSplit(batches, domain.rows().stream().mapToInt(Row::label).toArray(), domain.badRows());
    }

    /**
     * Rows for a classification head, truncated at the end.
     *
     * @param pad the model's padding token, -1 where it has none
     */
    static DecoderSplit classified(DomainRows domain, DecoderTokens tokens, int maxLength, int pad, Batching batching) {
        List<DecoderRow> rows = new ArrayList<>();
        for (int[] ids : tokens.rows(domain, maxLength)) {
            if (ids.length == 0) {
                throw empty(domain, rows.size());
            }
            rows.add(DecoderRow.classified(ids, pad));
        }
        return of(domain, rows, batching);
    }

    /**
     * Rows for the words of labels, tokenised as lm-evaluation-harness does: the tokens of prompt and continuation together less
     * as many as the prompt has. Of a prompt that is too long the end is kept, so much that with the longest continuation no more
     * than {@code maxLength} tokens are read; the last one is predicted only.
     *
     * @throws ShakerException {@code DATA_ROW_INVALID} where a prompt or a continuation has no token of its own,
     *         {@code REQUEST_INVALID} where a continuation alone is too long
     */
    static DecoderSplit continued(DomainRows domain, Prompt prompt, DecoderTokens tokens, int maxLength,
            Batching batching) {
        List<DecoderRow> rows = new ArrayList<>();
        int longest = Math.max(LEAST_TEXT, maxLength * CHARACTERS);
        for (int from = 0; from < domain.rows().size(); from += CHUNK) {
            List<String> texts = new ArrayList<>();
            for (Row row : domain.rows().subList(from, Math.min(from + CHUNK, domain.rows().size()))) {
                Prompt.Question question = prompt.ask(row.textA(), row.textB());
                String context = end(question.context(), longest);
                texts.add(context);
                question.continuations().forEach(continuation -> texts.add(context + continuation));
            }
            int each = prompt.continuations().size() + 1;
            List<int[]> encoded = tokens.texts(texts);
            for (int at = 0; at < encoded.size(); at += each) {
                rows.add(row(domain, rows.size(), encoded.subList(at, at + each), maxLength));
            }
        }
        return of(domain, rows, batching);
    }

    /** @param encoded the prompt, and with each continuation */
    private static DecoderRow row(DomainRows domain, int number, List<int[]> encoded, int maxLength) {
        int[] context = encoded.getFirst();
        List<int[]> continuations = new ArrayList<>();
        int most = 0;
        for (int[] whole : encoded.subList(1, encoded.size())) {
            if (context.length == 0 || whole.length <= context.length) {
                throw empty(domain, number);
            }
            continuations.add(Arrays.copyOfRange(whole, context.length, whole.length));
            most = Math.max(most, whole.length - context.length);
        }
        if (most > maxLength) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the words of a label are " + most
                    + " tokens, rows are truncated to " + maxLength + "; raise domain.maxLength (--max-length)")
                    .with("field", "domain.maxLength");
        }
        int kept = Math.min(context.length, maxLength + 1 - most);
        return DecoderRow.continued(Arrays.copyOfRange(context, context.length - kept, context.length), continuations);
    }

    /** A text of megabytes would take gigabytes to tokenise, and all but its end is cut off afterwards. */
    private static String end(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int from = text.length() - longest;
        return text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }

    /** A special that the tokenizer's class adds need not have a row, and a text may spell it out. */
    private static void check(DomainRows domain, int number, DecoderRow row, int vocabulary) {
        int highest = Math.max(Arrays.stream(row.ids()).max().orElse(0),
                row.picks().stream().mapToInt(DecoderRow.Pick::token).max().orElse(0));
        if (highest >= vocabulary) {
            throw new ShakerException(ErrorCode.DATA_ROW_INVALID, "data file '" + domain.source() + "', row "
                    + (number + 1) + ": the tokenizer gives out the id " + highest + ", the embedding has " + vocabulary
                    + " rows; leave the row out, or take the tokenizer that was saved with the model")
                    .with("file", domain.source());
        }
    }

    private static ShakerException empty(DomainRows domain, int number) {
        return new ShakerException(ErrorCode.DATA_ROW_INVALID, "data file '" + domain.source() + "', row "
                + (number + 1) + ": its prompt, or the words of a label behind it, have no token of their own;"
                + " leave the row out, or give a template and words that have").with("file", domain.source());
    }

    /** Rough size in bytes. */
    long bytes() {
        return batches.stream().flatMap(batch -> batch.rows().stream())
                .mapToLong(row -> 3L * Integer.BYTES * row.length() + 32L * row.picks().size()).sum();
    }

    @Override
    public void close() {
        // Arrays on the heap: the collector's business.
    }
}
