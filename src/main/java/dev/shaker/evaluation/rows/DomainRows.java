package dev.shaker.evaluation.rows;

import java.util.List;

/**
 * Rows of one split of a domain.
 *
 * @param source the file they were read from
 * @param rows at most as many as the limit allowed, in the order of the file
 * @param pairs whether any row of the whole file has a second text: then every row is encoded as a pair
 * @param badRows how many rows were left out because they could not be read
 */
public record DomainRows(String source, List<Row> rows, boolean pairs, int badRows) {
    public DomainRows {
        rows = List.copyOf(rows);
    }
}
