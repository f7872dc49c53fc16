package dev.shaker.djl;

import java.util.List;

import dev.shaker.adapter.FileSet;
import dev.shaker.djl.decoder.DecoderTokens;
import dev.shaker.evaluation.rows.DomainRows;

/** A decoder's tokenizer, as {@link TextTokenizer} reads it. */
record StockTokens(FileSet files, TextTokenizer whole) implements DecoderTokens {
    static DecoderTokens open(FileSet files) {
        return new StockTokens(files, TextTokenizer.whole(files));
    }

    @Override
    public List<int[]> rows(DomainRows domain, int maxLength) {
        try (TextTokenizer truncating = TextTokenizer.open(files, maxLength)) {
            return truncating.encode(domain).stream().map(EncodedRow::ids).toList();
        }
    }

    @Override
    public List<int[]> texts(List<String> texts) {
        return whole.encode(texts);
    }

    @Override
    public void close() {
        whole.close();
    }
}
