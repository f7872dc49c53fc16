package dev.shaker.djl.decoder;

import java.util.List;

import dev.shaker.evaluation.rows.DomainRows;

/** A decoder's stock tokenizer. */
public interface DecoderTokens extends AutoCloseable {
    /** Rows as the stock tokenizer encodes them, specials included; every row is a pair where the domain is one of pairs. */
    List<int[]> rows(DomainRows domain, int maxLength);

    /** Texts as they are, specials included, and never truncated. */
    List<int[]> texts(List<String> texts);

    @Override
    void close();
}
