package dev.shaker.served;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import dev.shaker.adapter.HeadConfig;
import dev.shaker.adapter.Prompt;
import dev.shaker.error.ErrorCode;
import dev.shaker.error.ShakerException;
import dev.shaker.evaluation.EvaluationJob;
import dev.shaker.evaluation.rows.DomainRows;
import dev.shaker.evaluation.rows.Row;

/**
 * A domain's rows in the tokens of the server's tokenizer, by the rules of Shaker's own evaluator.
 *
 * @param labels of the rows, in the order of the file
 */
record ServedSplit(List<ServedRow> rows, int[] labels, int badRows) {
    /** Far more than a token of any language takes. */
    private static final int CHARACTERS = 1_000;
    private static final int LEAST_TEXT = 100_000;

    /**
     * Reads and tokenises a job's rows.
     *
     * @param model whose tokenizer is asked
     * @throws ShakerException {@code DATA_ROW_INVALID} where a row has no token, {@code EVALUATION_UNSUPPORTED} for pairs before a
     *         head, {@code REQUEST_INVALID} where the words of a label alone are too long
     */
    static ServedSplit of(EvaluationJob job, String model, EvaluationServer server, InFlight requests) {
        EvaluationJob.Split split = job.split();
        DomainRows domain = split.read(job.limits().rowLimit());
        var tokens = new Tokens(server, model, requests);
        int maxLength = job.limits().maxLength();
        List<ServedRow> rows = job.head().config() instanceof HeadConfig.LabelWords(Prompt prompt)
                ? continued(domain, prompt, tokens, maxLength)
                : classified(domain, tokens, maxLength);
        return new ServedSplit(rows, domain.rows().stream().mapToInt(Row::label).toArray(), domain.badRows());
    }

    /** The server's tokenizer. */
    private record Tokens(EvaluationServer server, String model, InFlight requests) {
        List<int[]> of(List<String> texts, boolean specials) {
            return requests.map(texts, text -> server.tokens(model, text, specials));
        }
    }

    /** Rows for a head, truncated at the end but for the specials there. */
    private static List<ServedRow> classified(DomainRows domain, Tokens tokens, int maxLength) {
        if (domain.pairs()) {
            throw new ShakerException(ErrorCode.EVALUATION_UNSUPPORTED, "data file '" + domain.source()
                    + "' has rows of two texts, and an evaluation server's tokenizer takes one: let a head classify single"
                    + " texts, or say with domain.prompt how both are put together").with("file", domain.source());
        }
        List<String> texts = domain.rows().stream().map(row -> beginning(row.textA(), longest(maxLength))).toList();
        List<int[]> whole = tokens.of(texts, true);
        List<Integer> tooLong = new ArrayList<>();
        for (int row = 0; row < whole.size(); row++) {
            if (whole.get(row).length == 0) {
                throw empty(domain, row);
            }
            if (whole.get(row).length > maxLength) {
                tooLong.add(row);
            }
        }
        List<int[]> bare = tokens.of(tooLong.stream().map(texts::get).toList(), false);
        List<ServedRow> rows = new ArrayList<>(whole.size());
        for (int row = 0, next = 0; row < whole.size(); row++) {
            int[] ids = whole.get(row);
            int[] kept = ids.length > maxLength ? truncated(ids, bare.get(next++), maxLength) : ids;
            rows.add(new ServedRow(List.of(kept), kept.length));
        }
        return rows;
    }

    /** The specials that stand around the text, and as much of its beginning as there is room for. */
    private static int[] truncated(int[] whole, int[] bare, int maxLength) {
        int around = whole.length - bare.length;
        for (int before = 0; before <= around; before++) {
            int after = around - before;
            if (around < maxLength && Arrays.equals(whole, before, whole.length - after, bare, 0, bare.length)) {
                int[] kept = Arrays.copyOf(whole, maxLength);
                System.arraycopy(whole, whole.length - after, kept, maxLength - after, after);
                return kept;
            }
        }
        return Arrays.copyOf(whole, maxLength);
    }

    /** As lm-evaluation-harness does: the tokens of prompt and words together less as many as the prompt has; its end is kept. */
    private static List<ServedRow> continued(DomainRows domain, Prompt prompt, Tokens tokens, int maxLength) {
        List<String> texts = new ArrayList<>();
        for (Row row : domain.rows()) {
            Prompt.Question question = prompt.ask(row.textA(), row.textB());
            String context = end(question.context(), longest(maxLength));
            texts.add(context);
            question.continuations().forEach(continuation -> texts.add(context + continuation));
        }
        int each = prompt.continuations().size() + 1;
        List<int[]> encoded = tokens.of(texts, true);
        List<ServedRow> rows = new ArrayList<>(domain.rows().size());
        for (int at = 0; at < encoded.size(); at += each) {
            rows.add(row(domain, rows.size(), encoded.subList(at, at + each), maxLength));
        }
        return rows;
    }

    /** @param encoded the prompt, and with each label's words */
    private static ServedRow row(DomainRows domain, int number, List<int[]> encoded, int maxLength) {
        int context = encoded.getFirst().length;
        List<int[]> wholes = encoded.subList(1, encoded.size());
        int most = 0;
        for (int[] whole : wholes) {
            if (context == 0 || whole.length <= context) {
                throw empty(domain, number);
            }
            most = Math.max(most, whole.length - context);
        }
        if (most > maxLength) {
            throw new ShakerException(ErrorCode.REQUEST_INVALID, "the words of a label are " + most
                    + " tokens, rows are truncated to " + maxLength + "; raise domain.maxLength (--max-length)")
                    .with("field", "domain.maxLength");
        }
        int kept = Math.min(context, maxLength + 1 - most);
        List<int[]> sequences = new ArrayList<>(wholes.size());
        for (int[] whole : wholes) {
            // The prompt alone decides its tokens: those of both together may join across the seam.
            int[] sequence = Arrays.copyOf(Arrays.copyOfRange(encoded.getFirst(), context - kept, context),
                    kept + whole.length - context);
            System.arraycopy(whole, context, sequence, kept, whole.length - context);
            sequences.add(sequence);
        }
        return new ServedRow(sequences, kept);
    }

    private static int longest(int maxLength) {
        return (int) Math.max(LEAST_TEXT, Math.min(Integer.MAX_VALUE, (long) maxLength * CHARACTERS));
    }

    private static String beginning(String text, int longest) {
        return text.length() <= longest
                ? text
                : text.substring(0, Character.isLowSurrogate(text.charAt(longest)) ? longest - 1 : longest);
    }

    private static String end(String text, int longest) {
        int from = text.length() - longest;
        return from <= 0 ? text : text.substring(Character.isLowSurrogate(text.charAt(from)) ? from + 1 : from);
    }

    private static ShakerException empty(DomainRows domain, int number) {
        return new ShakerException(ErrorCode.DATA_ROW_INVALID, "data file '" + domain.source() + "', row "
                + (number + 1)
                + ": its text, or the words of a label behind it, have no token of their own; leave the row"
                + " out, or give a template and words that have").with("file", domain.source());
    }

    /** Tokens of the longest row. */
    int longest() {
        return rows.stream().mapToInt(ServedRow::length).max().orElse(0);
    }
}
