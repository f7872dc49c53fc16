package dev.shaker.evaluation.attack;

import java.util.List;

import dev.shaker.evaluation.rows.Row;

/** Port to the attacked adapter or mixture, which tells its scores and nothing else. */
public interface Victim {
    /**
     * Classifies rows, all in as few passes as they fit in.
     *
     * @return logits, [rows][labels]
     */
    float[][] logits(List<Row> rows);
}
